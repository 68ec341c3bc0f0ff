namespace Stagecraft.Bootstrap.Tool.Tests.Live;

[TestClass]
public sealed class LiveWriterTests
{
    [TestMethod]
    public void Lines_go_above_the_live_ones()
    {
        var terminal = new FakeTerminal(80, 24);
        var writer = new LiveWriter(terminal, () => terminal.Size);

        writer.WriteLine("before");
        writer.Show(["host 1", "bar"]);
        writer.WriteLine("first");
        writer.WriteLine("second\nthird");

        Assert.AreEqual("before\nfirst\nsecond\nthird\nhost 1\nbar\n", terminal.Screen);
    }

    [TestMethod]
    public void Live_lines_replace_each_other_completely()
    {
        var terminal = new FakeTerminal(80, 24);
        var writer = new LiveWriter(terminal, () => terminal.Size);

        writer.Show(["a long line of a host", "another", "bar"]);
        writer.Show(["bar 2"]);
        Assert.AreEqual("bar 2\n", terminal.Screen);
        writer.Show([]);
        writer.WriteLine("after");

        Assert.AreEqual("after\n", terminal.Screen);
    }

    [TestMethod]
    public void A_line_in_pieces_is_shown_when_it_is_complete()
    {
        var terminal = new FakeTerminal(80, 24);
        var writer = new LiveWriter(terminal, () => terminal.Size);

        writer.Show(["bar"]);
        writer.Write("half ");
        writer.Write('a');
        Assert.AreEqual("bar\n", terminal.Screen);
        writer.Write([' ', 'l'], 0, 2);
        writer.Write("ine\nrest");

        Assert.AreEqual("half a line\nbar\n", terminal.Screen);
        writer.Show([]);
        Assert.AreEqual("half a line\nrest\n", terminal.Screen);
    }

    [TestMethod]
    public async Task Asynchronous_writes_keep_their_order()
    {
        var terminal = new FakeTerminal(80, 24);
        var writer = new LiveWriter(terminal, () => terminal.Size);

        writer.Show(["bar"]);
        await writer.WriteAsync("1 ");
        await writer.WriteLineAsync("2");

        Assert.AreEqual("1 2\nbar\n", terminal.Screen);
    }

    [TestMethod]
    public void A_frame_is_one_write()
    {
        var terminal = new FakeTerminal(80, 24);
        var writer = new LiveWriter(terminal, () => terminal.Size);
        writer.Show(["host", "bar"]);

        writer.Show(["host", "bar"]);
        writer.WriteLine("line");

        Assert.AreEqual(3, terminal.Writes);
    }

    [TestMethod]
    [DataRow(20)]
    [DataRow(7)]
    [DataRow(200)]
    public void A_resized_window_is_redrawn_correctly(int width)
    {
        var terminal = new FakeTerminal(80, 24);
        var writer = new LiveWriter(terminal, () => terminal.Size);
        writer.WriteLine("settled");
        writer.Show([new string('h', 79), "", new string('b', 40)]);

        terminal.Resize(width, 24);
        writer.WriteLine("more");
        writer.Show(["bar"]);

        Assert.AreEqual("settled\nmore\nbar\n", terminal.Everything);
    }

    [TestMethod]
    public void A_wrapped_line_above_stays_complete()
    {
        var terminal = new FakeTerminal(10, 5);
        var writer = new LiveWriter(terminal, () => terminal.Size);

        writer.Show(["bar"]);
        writer.WriteLine("0123456789abcde");
        writer.Show(["bar 2"]);

        Assert.AreEqual("0123456789\nabcde\nbar 2\n", terminal.Everything);
    }

    [TestMethod]
    public void Many_writers_do_not_mix_lines()
    {
        var terminal = new FakeTerminal(80, 24);
        var writer = new LiveWriter(terminal, () => terminal.Size);

        Parallel.For(0, 400, i =>
        {
            if (i % 2 == 0) writer.WriteLine($"line {i} of a host\nand its second line");
            else writer.Show([$"host {i}", "bar"]);
        });
        writer.Show([]);

        var lines = terminal.Everything.TrimEnd('\n').Split('\n');
        Assert.HasCount(400, lines);
        for (var i = 0; i < lines.Length; i += 2)
        {
            Assert.MatchesRegex("^line [0-9]+ of a host$", lines[i]);
            Assert.AreEqual("and its second line", lines[i + 1]);
        }
    }
}
