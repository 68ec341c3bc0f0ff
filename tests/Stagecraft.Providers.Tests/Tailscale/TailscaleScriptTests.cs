using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The scripts, with a client that prints what the real one prints (cmd/tailscale/cli/up.go).</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class TailscaleScriptTests
{
    private const string Units = """
        systemctl() { printf 'LoadState=loaded\nUnitFileState=enabled\n'; }
        """;

    // This machine's.
    private static readonly string Forwarding =
        ((string[])["/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv6/conf/all/forwarding"]).Any(file => File.Exists(file) && File.ReadAllText(file).Trim() == "0") ? "forwarding=no\n" : "";

    private static readonly string Found = $"client=tailscale\nLoadState=loaded\nUnitFileState=enabled\n{Forwarding}";

    [TestMethod]
    public async Task Detect_returns_the_status_of_the_client_unchanged()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "status.json");
        await using (var stream = File.Create(file))
            await typeof(Fixture).Assembly.GetManifestResourceStream("running.json")!.CopyToAsync(stream);

        var run = await ScriptRun.OfAsync(TailscaleScripts.Detect, $"{Units}\nanswer_tailscale() {{ [ $1 = status ] || {{ echo '{{}}'; return; }}; echo 'Warning: [*] {{' >&2; cat '{file}'; }}");

        run.Succeeded().Called("tailscale status --json --peers=false", "tailscale debug prefs");
        Assert.AreEqual($"{Found}{Said(await File.ReadAllTextAsync(file), 0)}{Said("{}\n", 0, "prefs")}", run.Output);
    }

    [TestMethod]
    public async Task A_client_that_does_not_print_its_settings_is_still_detected()
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Detect, $"{Units}\nanswer_tailscale() {{ [ $1 = status ] && echo '{{}}'; }}");

        Assert.AreEqual($"{Found}{Said("{}\n", 0)}{Said("", 1, "prefs")}", run.Succeeded().Output);
    }

    [TestMethod]
    public async Task Detect_reports_why_the_daemon_does_not_answer()
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Detect, Units + """

            answer_tailscale() {
                case $1 in
                    version) printf '1.98.8\n  tailscale commit: 1241b225b\n' ;;
                    *) echo '{ "BackendState": "Running", "Self": {'; echo "failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)" >&2; return 1 ;;
                esac
            }
            """);

        Assert.AreEqual(
            $"{Found}{Said("{ \"BackendState\": \"Running\", \"Self\": {\n", 1)}version=1.98.8\n"
            + "error=failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)\n",
            run.Succeeded().Output);
    }

    [TestMethod]
    public async Task Detect_finds_nothing_on_a_new_host()
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Detect, "locate() { located=; }; systemctl() { echo LoadState=not-found; echo UnitFileState=; }");

        Assert.AreEqual($"LoadState=not-found\nUnitFileState=\n{Forwarding}", run.Succeeded().Output);
    }

    [TestMethod]
    [DataRow("NeedsLogin", 1)]
    [DataRow("Stopped", 1)]
    [DataRow("Starting", 4)]
    [DataRow("NoState", 4)]
    public async Task Await_ends_when_the_node_has_settled_or_at_its_limit(string state, int asked)
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Await.With("3", "app-1", "tag:app"), $$"""
            {{Units}}
            answer_tailscale() { printf '{\n  "BackendState": "{{state}}"\n}\n'; }
            """);

        // Then the report: the status, and the settings.
        Assert.HasCount(asked + 2, run.Succeeded().Calls);
        var said = $"{{\n  \"BackendState\": \"{state}\"\n}}\n";
        Assert.EndsWith(Said(said, 0) + Said(said, 0, "prefs"), run.Output);
    }

    [TestMethod]
    public async Task Await_waits_for_the_name_and_the_tags()
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Await.With("30", "app-1", "tag:app,tag:b"), Units + """

            answer_tailscale() {
                case $(wc -l <"$calls") in
                    1) echo '{ "BackendState": "Running", "Self": { "DNSName": "app-11.example.ts.net.", "Tags": [ "tag:app", "tag:b" ] } }' ;;
                    2) echo '{ "BackendState": "Running", "Self": { "DNSName": "app-1.example.ts.net.", "Tags": [ "tag:app", "tag:bb" ] } }' ;;
                    *) echo '{ "BackendState": "Running", "Self": { "DNSName": "app-1.example.ts.net.", "Tags": [ "tag:app", "tag:b" ] } }' ;;
                esac
            }
            """);

        Assert.HasCount(3 + 2, run.Succeeded().Calls);
    }

    [TestMethod]
    public async Task Up_has_no_flag()
    {
        (await ScriptRun.OfAsync(TailscaleScripts.Up.With("120"), "answer_tailscale() { :; }")).Succeeded().Called("tailscale up");
        (await ScriptRun.OfAsync(TailscaleScripts.Up.With("120"), "answer_tailscale() { echo 'To approve, visit x'; return 124; }")).Failed("timeout", "To approve, visit x");
        (await ScriptRun.OfAsync(TailscaleScripts.Up.With("120"), "answer_tailscale() { echo no >&2; return 1; }")).Failed("up", "no");
    }

    [TestMethod]
    public async Task Rename_changes_nothing_else() =>
        (await ScriptRun.OfAsync(TailscaleScripts.Rename.With("app-1"), "answer_tailscale() { :; }")).Succeeded().Called("tailscale set --hostname=app-1");

    [TestMethod]
    [DataRow("return 124", "'tailscale set' did not end within 30 s")]
    [DataRow("return 137", "'tailscale set' was killed (signal 9, which the out-of-memory killer sends)")]
    [DataRow("return 143", "'tailscale set' was ended by signal 15")]
    [DataRow("return 1", "'tailscale set' ended with exit status 1")]
    [DataRow("echo; echo 'Warning: client version is old'; echo 'changing it failed:'; echo '  no such name'; echo; echo 'Run tailscale set --help for details'; return 1", "changing it failed: no such name")]
    [DataRow("echo 'timeout: failed to run command: Permission denied' >&2; return 126", "timeout: failed to run command: Permission denied")]
    public async Task The_exit_status_of_a_program_is_separate_from_its_output(string answer, string detail) =>
        (await ScriptRun.OfAsync(TailscaleScripts.Rename.With("app-1"), $"answer_tailscale() {{ {answer}; }}")).Failed("rename", detail);

    [TestMethod]
    public async Task A_service_that_the_package_started_is_not_started_again() =>
        (await ScriptRun.OfAsync(TailscaleScripts.Start, """
            systemctl() { echo "systemctl $*" >>"$calls"; [ "$1" != is-enabled ] || echo enabled; }
            """))
            .Succeeded().Called("systemctl is-enabled tailscaled.service", "systemctl --quiet is-active tailscaled.service");

    [TestMethod]
    public async Task A_daemon_that_does_not_start_shows_its_last_error() =>
        (await ScriptRun.OfAsync(TailscaleScripts.Start, """
            systemctl() { [ "$1" != enable ] || { echo 'Job for tailscaled.service failed.' >&2; return 1; }; }
            journalctl() {
                case "$*" in
                    *--show-cursor*) echo '-- cursor: s=1' ;;
                    *--after-cursor=s=1*--unit=tailscaled.service*)
                        printf '1.1 tailscaled[7]: %s\n' 'logtail started' 'wgengine.NewUserspaceEngine(tun "tailscale0") error: /dev/net/tun does not exist' 'flushing log.' ;;
                esac
            }
            """))
            .Failed("start", "wgengine.NewUserspaceEngine(tun \"tailscale0\") error: /dev/net/tun does not exist");

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("export SSH_CONNECTION='198.51.100.4 50022 203.0.113.7 22'; exec sh -s")]
    [DataRow("SSH_CONNECTION='198.51.100.4 50022 203.0.113.7 22' sh -c 'env -u SSH_CONNECTION sh -s; exit $?'; exit $?")]
    public async Task The_connection_is_also_found_behind_sudo(string wrapper) =>
        Assert.AreEqual("client=198.51.100.4\nserver=203.0.113.7\n", (await ScriptRun.OfAsync(TailscaleScripts.Path, "", wrapper)).Succeeded().Output);

    private static string Said(string text, int exit, string key = "status") => $"@@stagecraft quote {key}\n{text}\n@@stagecraft quoted {key} {exit}\n";
}
