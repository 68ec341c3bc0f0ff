using System.Text;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>A host that prints more than expected, or something else.</summary>
[TestClass]
[DoNotParallelize]
public sealed class HostileOutputTests : ServerTests
{
    private const int MiB = 1024 * 1024;

    // Far less than the data that is sent. Other work in this process counts too.
    private const int Allowed = 100 * MiB;

    [TestMethod]
    [DataRow(1024, "", 1, 0)]
    [DataRow(256, " >&2", 0, 1)]
    public async Task A_one_gigabyte_line_uses_one_mebibyte_of_memory(int mebibytes, string to, int output, int error)
    {
        await Wire.RunAsync(Wire.Options(Home));
        using var watch = new MemoryWatch();

        var result = await Wire.RunAsync(Wire.Options(Home), $"head -c {mebibytes}M /dev/zero | tr '\\0' a{to}; exit 4");

        Assert.AreEqual(4, result.ExitStatus);
        Assert.AreEqual(output * MiB, result.Output.Length);
        Assert.AreEqual(error * MiB, result.Error.Length);
        Assert.IsLessThan(Allowed, watch.Growth);
    }

    [TestMethod]
    public async Task Invalid_text_is_read_up_to_the_invalid_part()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "printf 'a\\000b\\377c\\355\\240\\200d\\n'");

        Assert.AreEqual("a\0b\ufffdc\ufffd\ufffd\ufffdd\n", result.Output);
        Assert.AreEqual(result.Output, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(result.Output)));
    }

    [TestMethod]
    public async Task A_hundred_thousand_lines_arrive()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "seq 100000");

        Assert.AreEqual(100_000, result.Output.Count(c => c == '\n'));
    }
}
