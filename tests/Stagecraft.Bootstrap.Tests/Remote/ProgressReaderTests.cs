using System.Text;

namespace Stagecraft.Bootstrap.Tests.Remote;

/// <summary>Progress lines of a running script.</summary>
[TestClass]
public sealed class ProgressReaderTests
{
    private const string Output = "a banner\n@@stagecraft begin docker-apt\n@@stagecraft progress fetching\nkey=@@stagecraft progress no\n@@stagecraft progress unpacking é\n@@stagecraft end docker-apt 0\n@@stagecraft progress cut";

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(10_000)]
    public void Only_complete_progress_lines_are_reported(int part)
    {
        var seen = new List<string>();
        var reader = new ProgressReader(seen.Add);

        foreach (var bytes in Encoding.UTF8.GetBytes(Output).Chunk(part)) reader.Read(bytes);

        Assert.AreSequenceEqual(["fetching", "unpacking é"], seen);
    }

    [TestMethod]
    public void An_endless_line_is_not_kept()
    {
        var seen = new List<string>();
        var reader = new ProgressReader(seen.Add);

        reader.Read(Encoding.UTF8.GetBytes("@@stagecraft progress " + new string('x', 2000)));
        for (var i = 0; i < 100; i++) reader.Read(new byte[5000]);
        reader.Read("\n@@stagecraft progress next\n"u8);

        Assert.AreSequenceEqual(["next"], seen);
    }

    [TestMethod]
    public void Progress_is_not_part_of_an_answer()
    {
        var answer = ScriptProtocol.Parse(new CommandResult(0, null, "@@stagecraft begin x\na=1\n@@stagecraft progress unpacking\nb=2\n@@stagecraft end x 0\n", "")).Single();

        Assert.AreEqual("1 2", $"{answer["a"]} {answer["b"]}");
    }
}
