namespace Stagecraft.Bootstrap.Tool.Tests.Live;

[TestClass]
public sealed class LiveViewTests
{
    private static readonly TimeSpan Elapsed = new(0, 1, 2, 3);

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(300)]
    public void Lines_fit_every_window_size(int hosts)
    {
        for (var width = 1; width < 130; width++)
        {
            for (var height = 1; height < 40; height++)
            {
                var lines = LiveView.Render(State(hosts), width, height);

                Assert.IsLessThan(height, lines.Count);
                Assert.IsTrue(lines.All(line => Cells.Of(line) < width), $"{width}x{height}: {string.Join('|', lines)}");
            }
        }
    }

    [TestMethod]
    public void Hosts_without_a_line_are_counted()
    {
        var lines = LiveView.Render(State(300), 80, 24);

        Assert.HasCount(17, lines);
        Assert.AreEqual("  and 285 more", lines[15]);
    }

    [TestMethod]
    public void All_hosts_are_shown_if_there_are_enough_lines() =>
        Assert.DoesNotContain("more", string.Join('\n', LiveView.Render(State(16), 80, 24)));

    [TestMethod]
    public void A_low_window_shows_only_the_bar() => Assert.HasCount(1, LiveView.Render(State(3), 80, 5));

    [TestMethod]
    public void A_narrow_window_cuts_the_name_before_the_step_and_the_time()
    {
        var state = new BoardState([new RunningHost(new string('n', 30), "network-install", Elapsed)], 1, 0, 0, Elapsed);

        Assert.AreEqual("  nnnnnnnnnn…  network-install  1:02:03", LiveView.Render(state, 40, 24)[0]);
    }

    [TestMethod]
    public void Wide_characters_take_the_columns_they_need()
    {
        var state = new BoardState([new RunningHost("データベース", "docker", TimeSpan.Zero), new RunningHost("db", "docker", TimeSpan.Zero)], 2, 0, 0, Elapsed);

        var lines = LiveView.Render(state, 80, 24);

        Assert.AreEqual("  データベース  docker              0:00", lines[0]);
        Assert.AreEqual("  db            docker              0:00", lines[1]);
    }

    [TestMethod]
    public void The_bar_fills_as_hosts_end()
    {
        Assert.StartsWith("[........................................] 0 of 4 done, 0 running", Bar(ended: 0, failed: 0));
        Assert.StartsWith("[##########..............................] 1 of 4 done, 1 failed, 0 running", Bar(ended: 1, failed: 1));
        Assert.StartsWith("[########################################] 4 of 4 done", Bar(ended: 4, failed: 0));

        static string Bar(int ended, int failed) => LiveView.Render(new BoardState([], 4, ended, failed, Elapsed), 120, 24)[^1];
    }

    [TestMethod]
    public void Cut_text_keeps_whole_characters()
    {
        Assert.AreEqual("デ…", Cells.Cut("データ", 4));
        Assert.AreEqual("😀…", Cells.Cut("😀😀", 3));
        Assert.AreEqual("…", Cells.Cut("😀😀", 2));
        Assert.AreEqual("", Cells.Cut("text", 0));
        Assert.AreEqual("text", Cells.Cut("text", 4));
    }

    private static BoardState State(int hosts) => new(
        [.. Enumerable.Range(0, hosts).Select(i => new RunningHost($"host-{i}-データ{new string('x', i % 60)}", "network-install", Elapsed))],
        hosts + 2,
        2,
        1,
        Elapsed);
}
