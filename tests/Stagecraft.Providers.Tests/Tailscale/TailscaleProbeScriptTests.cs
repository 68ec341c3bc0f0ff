using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;
using Stagecraft.Providers.Tests.StandIn;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The scripts that only probe, except detect and await.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class TailscaleProbeScriptTests
{
    private const string Server = "https://headscale.example.com";

    // The daemon is the test's own shell, so the wrapper sets its environment and arguments.
    private const string Daemon = "systemctl() { echo $$; }\n";

    private const string Curl = Daemon + """
        locate() { located=/usr/bin/curl; }
        curl() { echo "curl $* with ${http_proxy-} ${https_proxy-} ${HTTP_PROXY-} ${HTTPS_PROXY-} ${all_proxy-} ${ALL_PROXY-} ${no_proxy-} ${NO_PROXY-}" >>"$calls"; answer_curl; }

        """;

    private const string NoCurl = Daemon + """
        locate() { located=; }
        timeout() { echo "timeout $*" >>"$calls"; answer_helper; }
        mkdir() { echo "mkdir $*" >>"$calls"; }
        rm() { echo "rm $*" >>"$calls"; }

        """;

    private static readonly RemoteScript Control = TailscaleScripts.Control.With(Server);

    [TestMethod]
    public async Task The_probe_sends_the_first_request_of_the_client()
    {
        var run = (await ScriptRun.OfAsync(Control, Curl + "answer_curl() { :; }")).Succeeded();

        Assert.AreEqual("reached=yes\n", run.Output);
        Assert.StartsWith($"curl --silent --show-error --fail --max-time 5 --output /dev/null {Server}/key?v=1 with ", run.Calls.Single());
    }

    [TestMethod]
    public async Task An_unreachable_control_server_is_reported_with_its_error() =>
        Assert.AreEqual(
            "error=curl: (7) Failed to connect to headscale.example.com port 443\n",
            (await ScriptRun.OfAsync(Control, Curl + "answer_curl() { printf 'a warning\\ncurl: (7) Failed to connect to headscale.example.com port 443\\n\\n' >&2; return 7; }")).Succeeded().Output);

    [TestMethod]
    public async Task The_proxy_is_that_of_the_daemon_not_of_the_account()
    {
        // Here the daemon has the wrapper's environment. A profile of this account has other proxies.
        const string Wrapper = "exec env HTTPS_PROXY=http://daemon:3128 no_proxy=.lab,10.0.0.0/8 ALL_PROXY=socks5://daemon:1080 sh -s";
        const string Profile = "export http_proxy=http://account:1 https_proxy=http://account:1 HTTPS_PROXY=http://account:1 all_proxy=http://account:1 no_proxy=account NO_PROXY=account\n";

        var run = (await ScriptRun.OfAsync(Control, Profile + Curl + "answer_curl() { :; }", Wrapper)).Succeeded();

        // The client does not support ALL_PROXY, so curl must not use it either.
        Assert.EndsWith(" with    http://daemon:3128   .lab,10.0.0.0/8 ", run.Calls.Single());
    }

    [TestMethod]
    public async Task A_stopped_daemon_has_no_proxy() =>
        Assert.EndsWith(" with        ", (await ScriptRun.OfAsync(Control, "export https_proxy=http://account:1\n" + Curl + "systemctl() { echo 0; }\nanswer_curl() { :; }")).Succeeded().Calls.Single());

    [TestMethod]
    public async Task Without_curl_the_helper_of_apt_sends_the_request()
    {
        var run = (await ScriptRun.OfAsync(Control, NoCurl + "answer_helper() { :; }")).Succeeded();

        Assert.AreEqual("reached=yes\n", run.Output);
        var file = run.Calls[^1]["rm -f ".Length..];
        Assert.MatchesRegex("^/run/stagecraft/control-[0-9]+$", file);
        run.Called(
            "mkdir -p /run/stagecraft",
            $"timeout 5 /usr/lib/apt/apt-helper -o Acquire::Retries=0 -o Acquire::http::Proxy=DIRECT -o Acquire::https::Proxy=DIRECT download-file {Server}/key?v=1 {file}",
            $"rm -f {file}");
    }

    [TestMethod]
    public async Task Without_curl_a_failure_is_quoted_and_no_file_remains()
    {
        var run = (await ScriptRun.OfAsync(Control, NoCurl + "answer_helper() { echo 'E: Failed to fetch https://headscale.example.com/key?v=1 Could not connect'; return 100; }")).Succeeded();

        Assert.AreEqual("error=E: Failed to fetch https://headscale.example.com/key?v=1 Could not connect\n", run.Output);
        Assert.StartsWith("rm -f /run/stagecraft/control-", run.Calls[^1]);
        Assert.DoesNotContain("/dev/null", string.Join('\n', run.Calls));
    }

    [TestMethod]
    public async Task Without_curl_the_helper_uses_the_proxy_of_the_daemon() =>
        Assert.Contains(
            " -o Acquire::http::Proxy=DIRECT -o Acquire::https::Proxy=http://daemon:3128 ",
            (await ScriptRun.OfAsync(Control, NoCurl + "answer_helper() { :; }", "exec env HTTPS_PROXY=http://daemon:3128 sh -s")).Succeeded().Calls[1]);

    [TestMethod]
    public async Task The_sign_command_comes_from_the_client()
    {
        var recorded = RecordedCommand.All.Single(command => command.Line == "tailscale lock status");

        var run = (await ScriptRun.OfAsync(TailscaleScripts.Lock, $"answer_tailscale() {{ cat <<'EOF'\n{recorded.Output}\nEOF\n}}")).Succeeded();

        run.Called("tailscale lock status");
        Assert.MatchesRegex("^sign=tailscale lock sign nodekey:[0-9a-f]{64} tlpub:[0-9a-f]{64}\n$", run.Output);
    }

    [TestMethod]
    [DataRow("answer_tailscale() { echo 'Tailnet Lock is NOT enabled.'; }")]
    [DataRow("answer_tailscale() { echo 'unknown command' >&2; return 1; }")]
    public async Task Without_a_sign_command_there_is_no_answer(string client) =>
        Assert.AreEqual("", (await ScriptRun.OfAsync(TailscaleScripts.Lock, client)).Succeeded().Output);

    [TestMethod]
    [DataRow("default", "--tun=userspace-networking", "flag=--tun=userspace-networking\nfile=/etc/default/tailscaled\n")]
    [DataRow("unit", "--tun=userspace-networking", "flag=--tun=userspace-networking\nfile={0}/unit\n")]
    [DataRow("10-tun.conf", "-tun=userspace-networking", "flag=-tun=userspace-networking\nfile={0}/10-tun.conf\n")]
    [DataRow("nowhere", "--tun=userspace-networking", "flag=--tun=userspace-networking\n")]
    [DataRow("default", "--port=41641", "")]
    public async Task The_flag_without_an_interface_is_found_with_its_file(string where, string flag, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["default", "unit", "10-tun.conf", "nowhere"])
            folder.Write(name, name == where ? $"FLAGS=\"--port=1 {flag}\"\n" : "FLAGS=\"\"\n");
        // Of the first place the script has a path of the system.
        var programs = $$"""
            systemctl() {
                case $* in
                    *MainPID*) echo $$ ;;
                    *=FragmentPath,DropInPaths*) echo '{{folder.Root}}/unit'; echo '{{folder.Root}}/05-other.conf {{folder.Root}}/10-tun.conf' ;;
                esac
            }
            grep() {
                case $* in
                    *'/etc/default/tailscaled') command grep "$1" "$2" "$3" '{{folder.Root}}/default' ;;
                    *) command grep "$@" ;;
                esac
            }
            """;

        var run = await ScriptRun.OfAsync(TailscaleScripts.Tun, programs, $"exec sh -s -- {flag}");

        Assert.AreEqual(expected.Replace("{0}", folder.Root, StringComparison.Ordinal), run.Succeeded().Output);
    }

    [TestMethod]
    public async Task A_missing_daemon_has_no_flag() =>
        Assert.AreEqual("", (await ScriptRun.OfAsync(TailscaleScripts.Tun, "systemctl() { :; }")).Succeeded().Output);

    [TestMethod]
    public async Task Peers_are_ids_of_nodes_not_of_people()
    {
        // In the client's format (ipn/ipnstate/ipnstate.go): ids of nodes are texts, ids of people are numbers.
        var run = (await ScriptRun.OfAsync(TailscaleScripts.Peers, """
            answer_tailscale() {
                cat <<'EOF'
            {
              "BackendState": "Running",
              "Self": {
                "ID": "nSelfCNTRL",
                "NodeID": 12,
                "UserID": 7
              },
              "Peer": {
                "nodekey:8b0ab9d6": {
                  "ID": "nPeerCNTRL",
                  "PublicKey": "nodekey:8b0ab9d6"
                },
                "nodekey:424b293c": {
                  "ID": "41",
                  "HostName": "\"ID\": \"nFalseCNTRL\""
                }
              },
              "User": {
                "7": {
                  "ID": 7,
                  "LoginName": "ops"
                }
              }
            }
            EOF
            }
            """)).Succeeded();

        run.Called("tailscale status --json");
        Assert.AreEqual("ids=nSelfCNTRL,nPeerCNTRL,41,\n", run.Output);
    }

    [TestMethod]
    [DataRow(3, "Running", "NeedsLogin", "NeedsLogin", "Running")]
    [DataRow(2, "NeedsMachineAuth", "NeedsLogin", "NeedsMachineAuth")]
    [DataRow(2, "Stopped", "NeedsLogin", "Stopped")]
    [DataRow(6, "NeedsLogin", "NeedsLogin")]
    public async Task The_daemon_gets_time_to_log_in_alone(int asked, string last, params string[] states)
    {
        var run = (await ScriptRun.OfAsync(TailscaleScripts.Rejoin.With("5"), "sleep() { :; }\n" + ScriptedClient.With(states: states))).Succeeded();

        Assert.IsEmpty(run.Changes);
        Assert.HasCount(asked + 1, run.Calls.Where(call => call.StartsWith("tailscale status", StringComparison.Ordinal)).ToList());
        Assert.Contains($"\"BackendState\": \"{last}\"", run.Output);
    }

    [TestMethod]
    [DataRow(true, 1)]
    [DataRow(false, 3)]
    public async Task The_wait_ends_when_a_running_node_reaches_its_control_server(bool online, int asked)
    {
        var run = (await ScriptRun.OfAsync(TailscaleScripts.Await.With("2", "-", "-"), $$"""
            answer_tailscale() {
                [ "$1" = status ] || return 0
                printf '{\n  "BackendState": "Running",\n  "Self": {\n    "Online": {{(online ? "true" : "false")}}\n  }\n}\n'
            }
            """)).Succeeded();

        Assert.HasCount(asked + 1, run.Calls.Where(call => call.StartsWith("tailscale status", StringComparison.Ordinal)).ToList());
    }
}
