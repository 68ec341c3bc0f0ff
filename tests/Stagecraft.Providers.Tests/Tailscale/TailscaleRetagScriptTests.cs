using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The scripts that log in a running node again: with other tags, or because its control server does not know it.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class TailscaleRetagScriptTests
{
    private const string Ask = "tailscale up --timeout=1s";
    private const string KeyFlags = "tailscale up --auth-key=file:/dev/stdin --timeout=120s";
    private const string Tagged = KeyFlags + " --hostname=app-1 --advertise-tags=tag:app,tag:old";
    private const string PutOff = "backend error: node registration rate limited; will retry after 30s";
    private const string Guarded = "'up --timeout=1s') guard '--timeout=1s --advertise-tags=tag:old --hostname=old --ssh' ;;";

    private static readonly Secret Key = new(TailscaleConfig.Key);
    private static readonly RemoteScript Retag = TailscaleScripts.Retag.With("120", "app-1", "tag:app,tag:old", "-").WithSecret(Key);

    private static RemoteScript Reauth(string tags = "tag:app", string server = "-") => TailscaleScripts.Reauth.With("120", "app-1", tags, server).WithSecret(Key);

    [TestMethod]
    public async Task Retag_keeps_other_settings() =>
        (await ScriptRun.OfAsync(Retag, ScriptedClient.With($"case \"$*\" in {Guarded} esac")))
            .Succeeded().Changed(Ask, Tagged + " --ssh");

    [TestMethod]
    public async Task Retag_restores_settings_that_the_login_resets() =>
        (await ScriptRun.OfAsync(Retag, ScriptedClient.With(before: Prefs.With("""{ "RunWebClient": true }"""))))
            .Succeeded().Changed(Ask, Tagged, "tailscale set --webclient=true");

    [TestMethod]
    public async Task Retag_names_the_configured_login_server() =>
        (await ScriptRun.OfAsync(
            TailscaleScripts.Retag.With("120", "app-1", "tag:app,tag:old", "https://headscale.example.com").WithSecret(Key),
            ScriptedClient.With("case \"$*\" in 'up --timeout=1s') guard '--timeout=1s --login-server=https://headscale.example.com' ;; esac")))
            .Succeeded().Changed(Ask, Tagged + " --login-server=https://headscale.example.com");

    [TestMethod]
    public async Task A_refused_retag_restores_the_node()
    {
        var run = await ScriptRun.OfAsync(Retag, ScriptedClient.With(
            $"case \"$*\" in {Guarded} *--auth-key*) refuse 'backend error: authkey expired' ;; esac",
            Prefs.With("""{ "AutoUpdate": { "Check": true, "Apply": true } }""")));

        run.Failed("login", "backend error: authkey expired").Changed(
            Ask, Tagged + " --ssh", "tailscale up --timeout=20s --hostname=old --advertise-tags=tag:old --ssh", "tailscale set --auto-update=true");
        Assert.StartsWith("restored=yes\n", run.Output);
    }

    [TestMethod]
    public async Task A_refused_retag_that_cannot_be_reverted_says_so()
    {
        var run = await ScriptRun.OfAsync(Retag, ScriptedClient.With("case \"$*\" in up*tag:*) refuse 'backend error: authkey expired' ;; 'up --timeout=20s'*) return 1 ;; esac"));

        Assert.DoesNotContain("restored", run.Failed("login", "backend error: authkey expired").Output);
    }

    [TestMethod]
    public async Task A_node_without_tags_gets_none_back()
    {
        var run = await ScriptRun.OfAsync(Retag, ScriptedClient.With("case \"$*\" in *--auth-key*) refuse 'backend error: authkey expired' ;; esac"));

        Assert.AreEqual("tailscale up --timeout=20s --hostname= --advertise-tags=", run.Changes[^1]);
    }

    [TestMethod]
    [DataRow("Error: tag: \"tag:1\": tag names must start with a letter, after 'tag:'")]
    [DataRow("timeout waiting for Tailscale service to enter a Running state; check health with \"tailscale status\"")]
    public async Task Another_failed_retag_shows_the_reason_and_is_not_reverted(string said) =>
        (await ScriptRun.OfAsync(Retag, ScriptedClient.With($"case \"$*\" in *--auth-key*) cat <<'EOF' >&2\n{said}\nEOF\nreturn 1 ;; esac")))
            .Failed("login", said).Changed(Ask, Tagged);

    [TestMethod]
    public async Task A_node_that_loses_its_key_in_the_retag_logs_in_again() =>
        (await ScriptRun.OfAsync(Retag, ScriptedClient.With(states: ["NeedsLogin", "Running"])))
            .Succeeded().Changed(Ask, Tagged, Tagged);

    [TestMethod]
    public async Task If_that_fails_it_logs_in_as_a_new_node() =>
        (await ScriptRun.OfAsync(Retag, ScriptedClient.With(before: Prefs.With("""{ "RunWebClient": true }"""), states: ["NeedsLogin", "NeedsLogin", "Running"])))
            .Succeeded().Changed(Ask, Tagged, Tagged, "tailscale logout", Tagged, "tailscale set --webclient=true");

    [TestMethod]
    public async Task After_a_timeout_it_logs_in_as_a_new_node() =>
        (await ScriptRun.OfAsync(Retag, ScriptedClient.With(
            """
            case "$*" in
                *--auth-key*) [ "$(grep -c -e --auth-key "$calls")" != 2 ] || refuse 'timeout waiting for Tailscale service to enter a Running state' ;;
            esac
            """,
            states: ["NeedsLogin", "Running"])))
            .Succeeded().Changed(Ask, Tagged, Tagged, "tailscale logout", Tagged);

    [TestMethod]
    public async Task If_every_login_fails_the_retag_fails()
    {
        var run = await ScriptRun.OfAsync(Retag, ScriptedClient.With(
            """case "$*" in *--auth-key*) [ "$(grep -c -e --auth-key "$calls")" = 1 ] || refuse 'backend error: invalid key: API key does not exist' ;; esac""",
            states: "NeedsLogin"));

        run.Failed("login", "backend error: invalid key: API key does not exist").Changed(Ask, Tagged, Tagged, "tailscale logout", Tagged);
        Assert.DoesNotContain("restored", run.Output);
    }

    [TestMethod]
    public async Task A_retag_that_the_server_delays_is_left_to_the_daemon()
    {
        var run = await ScriptRun.OfAsync(Retag, ScriptedClient.With($"case \"$*\" in *--auth-key*) refuse '{PutOff}' ;; esac", states: "NeedsLogin"));

        run.Succeeded().Changed(Ask, Tagged);
        Assert.AreEqual($"limited={PutOff}\n", run.Output);
    }

    [TestMethod]
    public async Task A_delayed_login_after_a_retag_is_left_to_the_daemon()
    {
        var run = await ScriptRun.OfAsync(Retag, ScriptedClient.With(
            $$"""case "$*" in *--auth-key*) [ "$(grep -c -e --auth-key "$calls")" = 1 ] || refuse '{{PutOff}}' ;; esac""",
            states: "NeedsLogin"));

        run.Succeeded().Changed(Ask, Tagged, Tagged);
        Assert.AreEqual($"limited={PutOff}\n", run.Output);
    }

    [TestMethod]
    public async Task Retag_refuses_an_unconfigured_control_server() =>
        (await ScriptRun.OfAsync(Retag, ScriptedClient.With("guard '--timeout=1s --login-server=https://other.example.com'")))
            .Failed("server", "https://other.example.com").Changed(Ask);

    [TestMethod]
    public async Task Reauth_keeps_the_settings_of_the_node()
    {
        var run = await ScriptRun.OfAsync(Reauth(), ScriptedClient.With($"case \"$*\" in {Guarded} esac", Prefs.With("""{ "NoStatefulFiltering": false }""")));

        run.Succeeded().Changed(Ask, KeyFlags + " --force-reauth --hostname=app-1 --advertise-tags=tag:app --ssh", "tailscale set --stateful-filtering=true");
    }

    [TestMethod]
    public async Task Reauth_keeps_the_tags_if_none_are_configured() =>
        (await ScriptRun.OfAsync(Reauth("-"), ScriptedClient.With($"case \"$*\" in {Guarded} esac")))
            .Succeeded().Changed(Ask, KeyFlags + " --force-reauth --hostname=app-1 --advertise-tags=tag:old --ssh");

    [TestMethod]
    public async Task Reauth_goes_only_to_the_configured_control_server()
    {
        const string Guard = "case \"$*\" in 'up --timeout=1s') guard '--timeout=1s --login-server=https://headscale.example.com' ;; esac";

        (await ScriptRun.OfAsync(Reauth(server: "https://headscale.example.com"), ScriptedClient.With(Guard)))
            .Succeeded().Changed(Ask, KeyFlags + " --force-reauth --hostname=app-1 --advertise-tags=tag:app --login-server=https://headscale.example.com");
        (await ScriptRun.OfAsync(Reauth(), ScriptedClient.With(Guard))).Failed("server", "https://headscale.example.com").Changed(Ask);
    }

    [TestMethod]
    public async Task A_refused_reauth_shows_the_reason() =>
        (await ScriptRun.OfAsync(Reauth(), ScriptedClient.With("case \"$*\" in *--auth-key*) refuse 'backend error: authkey expired' ;; esac")))
            .Failed("login", "backend error: authkey expired");

    [TestMethod]
    public async Task A_reauth_that_the_server_delays_is_left_to_the_daemon() =>
        Assert.AreEqual($"limited={PutOff}\n", (await ScriptRun.OfAsync(Reauth(), ScriptedClient.With($"case \"$*\" in *--auth-key*) refuse '{PutOff}' ;; esac"))).Succeeded().Output);
}
