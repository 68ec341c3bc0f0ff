using Stagecraft.Bootstrap.Settings;

namespace Stagecraft.Bootstrap.Tests.Settings;

[TestClass]
public sealed class SettingsContextTests
{
    private static readonly SourceLocation Place = Written.At(3, 5);

    [TestMethod]
    public void A_secret_in_the_environment_is_trimmed()
    {
        var context = Written.Context(name => name == "KEY" ? " hush\n" : null);

        Assert.AreEqual("hush", context.SecretFromEnvironment("KEY", Place).Reveal());
        Assert.IsEmpty(context.Errors);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(" \n")]
    public void A_variable_without_a_secret_is_reported_with_its_place(string? value)
    {
        var context = Written.Context(_ => value);

        Assert.IsTrue(context.SecretFromEnvironment("KEY", Place).IsEmpty);
        Assert.AreEqual("f.yml:3:5: The environment variable KEY is not set. Set it to the secret that this names.", context.Errors.Single().ToString());
    }

    [TestMethod]
    public void A_secret_in_a_file_is_trimmed()
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            File.WriteAllText(file.FullName, "hush\n");
            var context = new SettingsContext { Environment = _ => null, ResolvePath = path => Path.Combine(file.DirectoryName!, path) };

            Assert.AreEqual("hush", context.SecretFromFile(file.Name, Place).Reveal());
            Assert.IsEmpty(context.Errors);
        }
        finally
        {
            file.Delete();
        }
    }

    [TestMethod]
    [DataRow("/dev/null", "The file '/dev/null' is empty. It must hold the secret.")]
    [DataRow("/dev/null/key", "The file '/dev/null/key' cannot be read: ")]
    [DataRow("/", "The file '/' cannot be read: ")]
    [DataRow("a\0b", "The file 'a b' cannot be read: ")]
    public void A_file_that_gives_no_secret_is_reported_with_its_place(string path, string expected)
    {
        var context = Written.Context();

        Assert.IsTrue(context.SecretFromFile(path, Place).IsEmpty);
        Assert.StartsWith($"f.yml:3:5: {expected}", context.Errors.Single().ToString());
    }

    [TestMethod]
    public void Where_no_secret_is_needed_none_is_read()
    {
        var context = Written.Context(_ => throw new InvalidOperationException("was read")).WithoutSecrets();

        Assert.IsTrue(context.SecretFromEnvironment("KEY", Place).IsEmpty);
        Assert.IsTrue(context.SecretFromFile("/dev/null/key", Place).IsEmpty);
        Assert.IsEmpty(context.Errors);
    }

    [TestMethod]
    public void What_is_found_without_secrets_is_found_for_all()
    {
        var context = Written.Context();

        context.WithoutSecrets().Report("Wrong.", Place);

        Assert.AreEqual("f.yml:3:5: Wrong.", context.Errors.Single().ToString());
    }

    [TestMethod]
    public void Everything_that_was_found_is_told_at_once_in_the_order_of_the_file()
    {
        var context = Written.Context();
        context.Report("Fourth.", Written.At(2, 7));
        context.Report("Second.", Written.At(1, 9));
        context.Report("Third.", Written.At(2, 3));
        context.Report("First.", location: null);

        var exception = Assert.ThrowsExactly<ConfigurationException>(context.ThrowIfAny);

        Assert.AreEqual("First.\nf.yml:1:9: Second.\nf.yml:2:3: Third.\nf.yml:2:7: Fourth.", exception.Message);
    }

    [TestMethod]
    public void Where_nothing_was_found_nothing_is_thrown() => Written.Context().ThrowIfAny();
}
