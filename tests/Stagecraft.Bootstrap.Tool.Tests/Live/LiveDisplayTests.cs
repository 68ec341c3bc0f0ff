using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests.Live;

/// <summary>A run on a terminal of 80 by 24.</summary>
[TestClass]
public sealed class LiveDisplayTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime time = new();
    private readonly FakeTerminal terminal = new(80, 24);

    public void Dispose() => terminal.Dispose();

    [TestMethod]
    public void Three_hosts_on_a_terminal_are_a_contract()
    {
        var (writer, live, seen) = Start(3, verbose: false);

        Begin(seen, 1, "docker");
        time.Advance(61 * Second);
        Begin(seen, 2, "connect");
        Begin(seen, 3, "preflight");
        End(seen, 2, HostStatus.Failed);
        time.Advance(4 * Second);
        var running = terminal.Screen;
        End(seen, 1, HostStatus.Success);
        Finish(seen, 1, HostStatus.Success);
        Finish(seen, 2, HostStatus.Failed);
        time.Advance(LiveDisplay.Tick);
        var settled = terminal.Screen;
        End(seen, 3, HostStatus.Success);
        Finish(seen, 3, HostStatus.Success);
        live.Dispose();
        writer.WriteLine("(the report)");

        GoldenFile.Matches("live-3.txt", $"{running}----\n{settled}----\n{terminal.Everything}");
    }

    [TestMethod]
    public void Three_hundred_hosts_on_a_terminal_are_a_contract()
    {
        var (_, live, seen) = Start(300, verbose: false);

        for (var i = 1; i <= 300; i++) Begin(seen, i, "docker");
        time.Advance(100 * Second);
        for (var i = 1; i <= 120; i++)
        {
            if (i != 90) End(seen, i, i % 40 == 0 ? HostStatus.Failed : HostStatus.Success);
        }

        for (var i = 1; i < 90; i++) Finish(seen, i, i % 40 == 0 ? HostStatus.Failed : HostStatus.Success);
        time.Advance(Second);

        GoldenFile.Matches("live-300.txt", terminal.Screen);
        live.Dispose();
        Assert.HasCount(3, terminal.Everything.TrimEnd('\n').Split('\n'));
    }

    [TestMethod]
    public void A_failure_appears_at_once_and_is_wrapped_at_words()
    {
        var (_, live, seen) = Start(40, verbose: false);

        for (var i = 1; i <= 40; i++) Begin(seen, i, "connect");
        time.Advance(Second);
        seen.HostCompleted(Host(17), Result(17, HostStatus.Failed) with { Message = "203.0.113.17:22 cannot be reached: there is no route to the host, says the kernel." });

        Assert.StartsWith("host-017: failed, ssh_unreachable (SCB1101): 203.0.113.17:22 cannot be reached:\n  there is no route to the host, says the kernel.\n  host-001", terminal.Screen);
        Finish(seen, 17, HostStatus.Failed);
        live.Dispose();
        Assert.HasCount(2, terminal.Everything.TrimEnd('\n').Split('\n'), "the failure is not repeated in host order");
    }

    [TestMethod]
    public void Progress_belongs_to_its_step()
    {
        var (_, live, seen) = Start(1, verbose: false);

        Begin(seen, 1, "docker");
        seen.StepProgressed(Host(1), "unpacking docker.io, 12 of 31");
        time.Advance(Second);
        var installing = terminal.Screen;
        seen.StepStarted(Host(1), "network-install");
        time.Advance(Second);

        Assert.StartsWith("  host-001  docker              0:01  unpacking docker.io, 12 of 31\n", installing);
        Assert.StartsWith("  host-001  network-install     0:02\n", terminal.Screen);
        live.Dispose();
    }

    [TestMethod]
    public void Markers_of_the_protocol_are_not_shown()
    {
        var (_, live, seen) = Start(1, verbose: true);

        seen.Log(Host(1), "Welcome@@stagecraft begin docker-detect\nclient=27\n@@stagecraft progress unpacking\n@@stagecraft quote server\n{}\n\n@@stagecraft quoted server 0\n@@stagecraft end docker-detect 3\nexit 0");

        Assert.AreEqual("host-001 | Welcome\nhost-001 | client=27\nhost-001 | server:\nhost-001 | {}\nhost-001 | docker-detect ended with status 3\nhost-001 | exit 0\n", terminal.Screen);
        live.Dispose();
    }

    [TestMethod]
    public void Verbose_lines_go_above_the_live_ones()
    {
        var (_, live, seen) = Start(1, verbose: true);

        Begin(seen, 1, "docker");
        time.Advance(Second);
        seen.Log(Host(1), "$ docker-detect\nclient=27.5.1");

        Assert.AreEqual(
            "host-001: docker ...\nhost-001 | $ docker-detect\nhost-001 | client=27.5.1\n  host-001  docker              0:01\n"
            + "████████████████░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 1 done, 1 running, 0:01\n",
            terminal.Screen);
        live.Dispose();
    }

    [TestMethod]
    public void A_duplicate_host_counts_as_failed()
    {
        var (_, live, seen) = Start(3, verbose: false);

        for (var i = 1; i <= 3; i++)
        {
            Begin(seen, i, "docker");
            End(seen, i, i == 1 ? HostStatus.Failed : HostStatus.Success);
            Finish(seen, i, i == 1 ? HostStatus.Failed : HostStatus.Success);
        }

        seen.HostRevised(Result(2, HostStatus.Success) with { Warnings = ["It is not seen."] });
        seen.HostRevised(Result(3, HostStatus.Failed));
        time.Advance(Second);

        Assert.AreEqual("host-001: failed, ssh_unreachable (SCB1101): 203.0.113.7:22 cannot be reached.\nhost-003: failed, ssh_unreachable (SCB1101): 203.0.113.7:22 cannot be reached.\n"
            + "██████████████████████████████████████ 3 of 3 done, 2 failed, 0 running, 0:01\n", terminal.Screen);
        live.Dispose();
    }

    [TestMethod]
    public void A_hostile_name_is_shown_as_text()
    {
        var (_, live, seen) = Start(1, verbose: false);

        seen.HostStarted(new Host { Id = "x", Name = "[red]\u001b[2J\n\u202eevil" });
        time.Advance(Second);

        Assert.StartsWith("  [red] [2J evil", terminal.Screen);
        live.Dispose();
    }

    [TestMethod]
    public void A_short_run_shows_no_live_lines()
    {
        var (_, live, seen) = Start(1, verbose: false);

        Begin(seen, 1, "docker");
        time.Advance(LiveDisplay.Tick / 2);
        live.Dispose();
        time.Advance(Second);

        Assert.AreEqual(0, terminal.Writes);
    }

    [TestMethod]
    public void A_closed_terminal_does_not_end_a_run()
    {
        using var live = new LiveDisplay(new LiveWriter(new GoneTerminal(), () => terminal.Size), new LiveStyle(Blocks: true, Colors: false), 1, StepName.All, time);

        live.HostStarted(Host(1));
        time.Advance(2 * Second);
    }

    [TestMethod]
    public async Task A_host_that_has_ended_is_not_shown_as_running_with_transcripts()
    {
        using var workspace = new Workspace { Time = time };
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        workspace.Hosts["app-1"] = Workspace.Ready();
        workspace.Hosts["app-1"].OnConnect = _ => first.Task;

        var running = workspace.RunAsync(new LiveWriter(terminal, () => terminal.Size), "--log-dir", "logs");
        // The others end immediately. Their end is reported on another thread.
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(LiveDisplay.Tick);
                return terminal.Screen.Contains("2 of 3 done, 1 running", StringComparison.Ordinal);
            },
            () => terminal.Screen);
        first.SetResult();
        await Eventually.EndsAsync(running);
    }

    [TestMethod]
    public async Task A_run_ends_with_a_clean_terminal()
    {
        using var workspace = new Workspace { Time = time };
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        workspace.Hosts["app-1"] = Workspace.Ready();
        workspace.Hosts["app-1"].OnConnect = _ =>
        {
            waiting.SetResult();
            return first.Task;
        };

        var running = workspace.RunAsync(new LiveWriter(terminal, () => terminal.Size));
        await waiting.Task;
        time.Advance(3 * Second);
        var seen = terminal.Screen;
        first.SetResult();
        var run = await running;

        Assert.Contains("  app-1  connect             0:03\n", seen);
        Assert.AreEqual("app-1: ready, nothing to change\napp-2: ready, nothing to change\ndb: ready, nothing to change\n", string.Join('\n', terminal.Everything.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)) + "\n");
        Assert.EndsWith("3 hosts: 3 ready, 0 failed, 0 skipped; 0 changed.\n", run.Output);
    }

    [TestMethod]
    public async Task A_cancelled_run_leaves_a_clean_terminal()
    {
        using var workspace = new Workspace { Time = time };
        workspace.Hosts["app-1"] = Workspace.Ready();
        workspace.Hosts["app-1"].OnConnect = async token =>
        {
            time.Advance(Second);
            await workspace.Stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        var run = await workspace.RunAsync(new LiveWriter(terminal, () => terminal.Size), "--parallel", "1");

        Assert.AreEqual(130, run.Exit);
        Assert.AreEqual("app-1: skipped\napp-2: skipped\ndb: skipped\n", terminal.Everything);
        Assert.IsGreaterThan(3, terminal.Writes, "The live lines were never there.");
    }

    private (LiveWriter Writer, LiveDisplay Live, IBootstrapObserver Seen) Start(int hosts, bool verbose)
    {
        var writer = new LiveWriter(terminal, () => terminal.Size);
        var live = new LiveDisplay(writer, new LiveStyle(Blocks: true, Colors: false), hosts, StepName.All, time);
        return (writer, live, new Observers(live, new Progress(writer, verbose, paint: null, writer) { ReportFollows = true }));
    }

    private static Host Host(int number) => new() { Id = $"{number:000}", Name = $"host-{number:000}" };

    private static void Begin(IBootstrapObserver seen, int number, string step)
    {
        seen.HostStarted(Host(number));
        seen.StepStarted(Host(number), step);
    }

    private static void End(IBootstrapObserver seen, int number, HostStatus status) => seen.HostCompleted(Host(number), Result(number, status));

    private static void Finish(IBootstrapObserver seen, int number, HostStatus status) => seen.HostReported(Result(number, status));

    private static HostResult Result(int number, HostStatus status) => new()
    {
        HostId = Host(number).Id,
        Name = Host(number).Name,
        Status = status,
        ErrorCode = status == HostStatus.Failed ? ErrorCode.SshUnreachable : null,
        Message = status == HostStatus.Failed ? "203.0.113.7:22 cannot be reached." : "",
    };

    private sealed class GoneTerminal : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Input/output error");
    }
}
