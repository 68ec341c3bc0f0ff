using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The script that gives a node its name back.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class TailscaleReclaimScriptTests
{
    // The control server changes the name a while after the host name.
    private const string Client = """
        answer_tailscale() {
            [ "$1" = status ] || return 0
            name=app-1-1
            [ "$(grep -c '^tailscale status' "$calls")" -lt 3 ] || name=renaming
            printf '{\n  "DNSName": "%s.example.ts.net."\n}\n' "$name"
        }
        """;

    [TestMethod]
    public async Task Another_host_name_is_set_until_the_name_has_changed()
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Reclaim.With("30", "app-1", "app-1-1"), Client);

        run.Succeeded().Called(
            "tailscale set --hostname=renaming",
            "tailscale status --json --peers=false", "tailscale status --json --peers=false", "tailscale status --json --peers=false",
            "tailscale set --hostname=app-1");
    }

    [TestMethod]
    public async Task The_host_name_is_set_even_if_the_name_does_not_change()
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Reclaim.With("0", "app-1", "app-1-1"), Client);

        run.Succeeded().Changed("tailscale set --hostname=renaming", "tailscale set --hostname=app-1");
    }

    [TestMethod]
    public async Task A_client_that_refuses_the_name_is_quoted() =>
        (await ScriptRun.OfAsync(TailscaleScripts.Reclaim.With("1", "app-1", "app-1-1"), "answer_tailscale() { echo 'prefs write access denied' >&2; return 1; }"))
            .Failed("rename", "prefs write access denied");
}
