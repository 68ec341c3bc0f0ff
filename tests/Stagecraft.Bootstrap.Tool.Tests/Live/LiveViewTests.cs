using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace Stagecraft.Bootstrap.Tool.Tests.Live;

[TestClass]
public sealed class LiveViewTests
{
    private static readonly TimeSpan Elapsed = new(0, 1, 2, 3);
    private static readonly LiveStyle Blocks = new(Blocks: true, Colors: false);
    private static readonly LiveStyle Ascii = new(Blocks: false, Colors: false);

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
                var lines = LiveView.Render(State(hosts), width, height, (width + height) % 2 == 0 ? Blocks : Ascii);

                Assert.IsLessThan(height, lines.Count);
                Assert.IsTrue(lines.All(line => Cells.Of(line) < width), $"{width}x{height}: {string.Join('|', lines)}");
            }
        }
    }

    [TestMethod]
    [DataRow(10, 6, 295)]
    [DataRow(24, 20, 281)]
    [DataRow(40, 36, 265)]
    public void The_whole_height_is_used_and_the_other_hosts_are_counted(int height, int hostLines, int others)
    {
        var lines = LiveView.Render(State(300), 80, height, Blocks);

        Assert.HasCount(hostLines + 1, lines);
        Assert.AreEqual($"  and {others} more", lines[^2]);
    }

    [TestMethod]
    [DataRow(10, 6)]
    [DataRow(24, 20)]
    [DataRow(40, 36)]
    public void All_hosts_are_shown_if_there_are_enough_lines(int height, int hosts) =>
        Assert.DoesNotContain("more", string.Join('\n', LiveView.Render(State(hosts), 80, height, Blocks)));

    [TestMethod]
    public void Installations_are_shown_first_and_hosts_keep_their_order()
    {
        var state = State(40);
        state = state with { Running = [.. state.Running.Select((host, i) => i is 7 or 20 or 39 ? new RunningHost($"installs-{i}", "docker", "unpacking docker.io, 12 of 31", Elapsed) : host)] };

        var lines = LiveView.Render(state, 80, 10, Blocks);

        Assert.StartsWith("  host-0-", lines[0]);
        Assert.StartsWith("  host-1-", lines[1]);
        Assert.StartsWith("  installs-7 ", lines[2]);
        Assert.StartsWith("  installs-20 ", lines[3]);
        Assert.StartsWith("  installs-39 ", lines[4]);
        Assert.AreEqual("  and 35 more", lines[5]);
    }

    [TestMethod]
    public void The_progress_of_a_step_follows_its_time()
    {
        var state = new BoardState([new RunningHost("app-1", "docker", "unpacking docker.io, 12 of 31", TimeSpan.FromSeconds(24))], 1, 0, 0, 0.4, Elapsed);

        Assert.AreEqual("  app-1  docker              0:24  unpacking docker.io, 12 of 31", LiveView.Render(state, 80, 24, Blocks)[0]);
        Assert.AreEqual("  app-1  docker              0:24  unpa…", LiveView.Render(state, 41, 24, Blocks)[0]);
        Assert.AreEqual("  app-1  docker              0:24  u...", LiveView.Render(state, 40, 24, Ascii)[0]);
    }

    [TestMethod]
    public void A_low_window_shows_only_the_bar() => Assert.HasCount(1, LiveView.Render(State(3), 80, 4, Blocks));

    [TestMethod]
    public void A_narrow_window_cuts_the_name_before_the_step_and_the_time()
    {
        var state = new BoardState([new RunningHost(new string('n', 30), "network-install", "", Elapsed)], 1, 0, 0, 0, Elapsed);

        Assert.AreEqual("  nnnnnnnnnn…  network-install  1:02:03", LiveView.Render(state, 40, 24, Blocks)[0]);
    }

    [TestMethod]
    public void Wide_characters_take_the_columns_they_need()
    {
        var state = new BoardState([new RunningHost("データベース", "docker", "", TimeSpan.Zero), new RunningHost("db", "docker", "", TimeSpan.Zero)], 2, 0, 0, 0, Elapsed);

        var lines = LiveView.Render(state, 80, 24, Blocks);

        Assert.AreEqual("  データベース  docker              0:00", lines[0]);
        Assert.AreEqual("  db            docker              0:00", lines[1]);
    }

    [TestMethod]
    public void The_bar_fills_as_steps_are_completed()
    {
        Assert.StartsWith("░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 4 done, 0 running", Bar(Blocks, 0));
        Assert.StartsWith("██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 4 done, 0 running", Bar(Blocks, 0.25));
        Assert.StartsWith("[##########..............................] 1 of 4 done, 1 failed, 0 running", Bar(Ascii, 0.25, ended: 1, failed: 1));
        Assert.StartsWith("[########################################] 4 of 4 done", Bar(Ascii, 1, ended: 4));
    }

    [TestMethod]
    public void The_bar_and_the_failures_have_colors()
    {
        var bar = Bar(new LiveStyle(Blocks: true, Colors: true), 0.5, ended: 1, failed: 1);

        Assert.Contains("\u001b[32m████████████████████\u001b[0m░", bar);
        Assert.Contains("1 of 4 done, \u001b[31m1 failed\u001b[0m, 0 running", bar);
        Assert.AreEqual(Bar(Blocks, 0.5, ended: 1, failed: 1), Paint.Remove(bar));
    }

    [TestMethod]
    public void Widths_are_those_of_Spectre_Console()
    {
        // Marks and format characters join the character before them, and are not compared. Spectre.Console takes U+1200 for a
        // part of a Hangul syllable, and a skin tone for one that always follows another emoji.
        var different = Enumerable.Range(0x20, 0x10FFFF - 0x20)
            .Where(value => value is not (0x1200 or (>= 0x1F3FB and <= 0x1F3FF)) && Rune.IsValid(value) && Rune.GetUnicodeCategory(new Rune(value)) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                or UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.SpacingCombiningMark))
            .Select(value => new Rune(value).ToString())
            .Where(text => Cells.Of(text) != new Segment(text).CellCount())
            .Select(text => $"U+{char.ConvertToUtf32(text, 0):X4}: {Cells.Of(text)} {new Segment(text).CellCount()}");

        Assert.AreEqual("", string.Join('\n', different));
    }

    private static string Bar(LiveStyle style, double completed, int ended = 0, int failed = 0) =>
        LiveView.Render(new BoardState([], 4, ended, failed, completed, Elapsed), 120, 24, style)[^1];

    private static BoardState State(int hosts) => new(
        [.. Enumerable.Range(0, hosts).Select(i => new RunningHost($"host-{i}-データ{new string('x', i % 60)}", "network-install", "", Elapsed))],
        hosts + 2,
        2,
        1,
        0.5,
        Elapsed);
}
