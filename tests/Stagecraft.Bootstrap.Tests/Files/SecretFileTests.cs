using System.Runtime.Versioning;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Files;

/// <summary>Reads files that contain secrets. A file that may not be needed is read only if it is a regular file.</summary>
[TestClass]
public sealed class SecretFileTests
{
    private const int Largest = 64 * 1024;

    [TestMethod]
    [DataRow(1)]
    [DataRow(Largest)]
    public void A_file_up_to_the_limit_is_read(int length)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("secret", new string('s', length));

        Assert.AreEqual(new string('s', length), SecretFile.Read(path));
        Assert.AreEqual(new string('s', length), ReadIfRegular(path));
    }

    [TestMethod]
    public void A_file_above_the_limit_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("secret", new string('s', Largest + 1));

        var exception = Assert.ThrowsExactly<IOException>(() => SecretFile.Read(path));

        Assert.AreEqual("It is larger than 64 KB. It must contain only the secret.", exception.Message);
        Assert.IsNull(ReadIfRegular(path));
    }

    [TestMethod]
    public void The_path_is_resolved_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret", "hush");

        Assert.AreEqual("hush", SecretFile.ReadIfRegular("~/secret", path => path.Replace("~", folder.Root, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void An_empty_file_is_not_a_secret()
    {
        using var folder = new TemporaryFolder();

        Assert.IsNull(ReadIfRegular(folder.Write("secret", "")));
    }

    [TestMethod]
    public void Links_are_followed_to_the_file()
    {
        using var folder = Linked(folder => folder.Write("file", "hush"));

        Assert.AreEqual("hush", ReadIfRegular(folder.PathOf("link")));
        Assert.AreEqual("hush", ReadIfRegular(folder.PathOf("link-to-link")));
    }

    [TestMethod]
    public void A_link_to_an_empty_file_is_not_a_secret()
    {
        using var folder = Linked(folder => folder.Write("file", ""));

        Assert.IsNull(ReadIfRegular(folder.PathOf("link")));
        Assert.IsNull(ReadIfRegular(folder.PathOf("link-to-link")));
    }

    [TestMethod]
    [DataRow("nowhere")]
    [DataRow("folder")]
    [DataRow("a\0b")]
    public void A_path_without_a_file_is_skipped(string name)
    {
        using var folder = new TemporaryFolder();
        folder.CreateFolder("folder");

        Assert.IsNull(ReadIfRegular($"{folder.Root}/{name}"));
    }

    [TestMethod]
    public void Links_in_a_circle_are_skipped()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.PathOf("one"), folder.PathOf("two"));
        File.CreateSymbolicLink(folder.PathOf("two"), folder.PathOf("one"));

        Assert.IsNull(ReadIfRegular(folder.PathOf("one")));
    }

    // These devices end at once or never. A pipe would wait for its other end.
    [TestMethod]
    [DataRow("/dev/null")]
    [DataRow("/dev/zero")]
    [UnsupportedOSPlatform("windows")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_device_is_skipped(string path) => Assert.IsNull(ReadIfRegular(path));

    private static TemporaryFolder Linked(Func<TemporaryFolder, string> target)
    {
        var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.PathOf("link"), target(folder));
        File.CreateSymbolicLink(folder.PathOf("link-to-link"), folder.PathOf("link"));
        return folder;
    }

    private static string? ReadIfRegular(string path) => SecretFile.ReadIfRegular(path, resolved => resolved);
}
