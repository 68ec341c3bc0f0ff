using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Hostile.Tests.Fuzzing;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>The operator's own key, unusable in every way: messages about it do not quote it.</summary>
[TestClass]
public sealed class KeyTests : IDisposable
{
    private static readonly string Plain = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus", "key", "openssh"));
    private static readonly string Encrypted = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus", "key", "openssh-encrypted"));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_key_with_editor_line_ends_and_spaces_opens()
    {
        foreach (var text in (string[])[Plain, Plain + "\n\n", Plain.TrimEnd(), Plain.ReplaceLineEndings("\r\n")])
            Assert.IsNull(Load(text).Problem, text);
    }

    [TestMethod]
    public void The_right_passphrase_opens_a_key_and_a_wrong_one_stays_private()
    {
        Assert.IsNull(Load(Encrypted, "CANARY-passphrase").Problem);
        Assert.AreEqual("the passphrase does not decrypt it", Load(Encrypted, Canary.Passphrase).Problem);
        Assert.AreEqual("it is encrypted", Load(Encrypted).Problem);
    }

    [TestMethod]
    public void A_file_that_is_not_a_key_is_reported_without_its_content()
    {
        string[] broken = ["", "CANARYKEY", "\ufeff" + Plain.Replace("b3Bl", "CANARYKEY", StringComparison.Ordinal), Plain.Replace("OPENSSH", "CANARYLESS", StringComparison.Ordinal), Plain[..200] + "CANARYKEY\n", Plain.Replace('b', '\0'), "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARYKEY\n-----END OPENSSH PRIVATE KEY-----\n"];
        foreach (var text in broken)
        {
            var problem = Load(text).Problem;
            Assert.IsNotNull(problem, text);
            Canary.AssertNowhere(problem, "the problem");
        }
    }

    [TestMethod]
    public void A_path_that_is_not_a_small_file_is_refused()
    {
        Assert.AreEqual("it does not exist", KeyFile.Load(folder.PathOf("none"), null, null).Problem);
        Assert.AreEqual("it cannot be read", KeyFile.Load(folder.Root, null, null).Problem);
        Assert.AreEqual("it is larger than 256 KB", Load(new string('a', 300_000)).Problem);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Reading_an_endless_device_stops() =>
        Assert.AreEqual("it is larger than 256 KB", KeyFile.Load("/dev/zero", null, null).Problem);

    [TestMethod]
    public void A_run_with_an_unusable_key_does_not_show_the_key()
    {
        var options = new SshOptions { HomeDirectory = folder.Root, PrivateKeyPath = Write(Encrypted), Passphrase = new Secret(Canary.Passphrase) };

        var exception = Assert.ThrowsExactly<ConfigurationException>(() => SshConnector.Create(options));

        Assert.Contains("the passphrase does not decrypt it", exception.Message);
        Canary.AssertNowhere(exception.ToString(), "the exception");
        Canary.AssertNowhere(options.ToString(), "the options");
        Printable.Assert(exception.Message);
    }

    private KeyFile Load(string text, string? passphrase = null) => KeyFile.Load(Write(text), passphrase is null ? null : new Secret(passphrase), certificatePath: null);

    private string Write(string text)
    {
        var path = folder.PathOf("key");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
