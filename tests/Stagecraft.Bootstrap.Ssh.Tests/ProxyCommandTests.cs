using System.Reflection;
using Stagecraft.Bootstrap.Ssh.Tests.Support;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Connections over a program's standard input and output, to a real server.</summary>
[TestClass]
public sealed class ProxyCommandTests : ServerTests
{
    // The recipes of docs/ssh.md. Each program is a stand-in, which checks its arguments and then carries the connection with 'ssh -W'.
    [TestMethod]
    [DataRow("aws", "sh -c \"aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters 'portNumber=%p'\"", "ssm start-session --target 127.0.0.1 --document-name AWS-StartSSHSession --parameters portNumber=PORT")]
    [DataRow("aws", "aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters portNumber=%p", "ssm start-session --target 127.0.0.1 --document-name AWS-StartSSHSession --parameters portNumber=PORT")]
    [DataRow("gcloud", "gcloud compute start-iap-tunnel %h %p --listen-on-stdin --project=shop --zone=europe-west1-b --verbosity=warning", "compute start-iap-tunnel 127.0.0.1 PORT --listen-on-stdin --project=shop --zone=europe-west1-b --verbosity=warning")]
    [DataRow("cloudflared", "cloudflared access ssh --hostname %h", "access ssh --hostname 127.0.0.1")]
    [DataRow("tsh", "\"tsh\" proxy ssh --cluster=shop --proxy=shop.example.com:443 %r@%h:%p", "proxy ssh --cluster=shop --proxy=shop.example.com:443 USER@127.0.0.1:PORT")]
    [DataRow("ssh", "ssh -W %h:%p bastion.example.com", "-W 127.0.0.1:PORT bastion.example.com")]
    public async Task The_programs_of_the_recipes_get_their_arguments(string program, string command, string expected)
    {
        StandIn(program, $"[ \"$*\" = \"$EXPECTED\" ] || {{ echo \"unexpected arguments: $*\" >&2; exit 2; }}\nPATH=${{PATH#*:}}\nexec {Carry("127.0.0.1", SharedServer.Port)}", expected.Replace("PORT", $"{SharedServer.Port}").Replace("USER", Environment.UserName));

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options(command))).Output);
    }

    [TestMethod]
    public void Every_recipe_of_the_page_is_tested()
    {
        var recipes = Page.All.Single(page => page.Path == "docs/ssh.md").Blocks()
            .Where(block => block.Language == "proxy")
            .Select(block => string.Join('\n', block.Lines));
        var tested = typeof(ProxyCommandTests).GetMethod(nameof(The_programs_of_the_recipes_get_their_arguments))!
            .GetCustomAttributes<DataRowAttribute>()
            .Select(row => (string)row.Data[1]!);

        Assert.AreSequenceEqual(tested, recipes, SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" | cat")]
    public async Task Ssh_itself_carries_a_connection(string shell)
    {
        var command = Carry("%h", null) + shell;

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options(command))).Output);
    }

    [TestMethod]
    public async Task A_large_transfer_arrives_complete()
    {
        var text = string.Concat(Enumerable.Range(0, 500_000).Select(i => $"{i % 1000:000}\n"));

        var result = await Wire.RunAsync(Options(Carry("%h", null)), "sha256sum", text);

        Assert.StartsWith(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text))), result.Output);
    }

    [TestMethod]
    [DataRow("echo 'Token expired. Run: login' >&2; exit 3", "ended with exit code 3: \"Token expired. Run: login\".")]
    [DataRow("exit 0", "ended with exit code 0.")]
    [DataRow("kill -9 $$", "ended with exit code 137.")]
    [DataRow("echo first >&2; echo >&2; echo last. >&2; exit 1", "ended with exit code 1: \"last\".")]
    public async Task The_exit_code_and_the_last_output_are_the_failure(string script, string expected)
    {
        StandIn("proxy", script);

        var failure = await Wire.FailureAsync(Options("proxy"));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{SharedServer.Port} cannot be reached: the proxy command {expected}", failure.Observed);
    }

    [TestMethod]
    public async Task A_program_that_does_not_exist_is_named()
    {
        var failure = await Wire.FailureAsync(Options("no-such-program %h"));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.Contains("the proxy command ended with exit code 127", failure.Observed);
        Assert.Contains("no-such-program", failure.Observed);
    }

    [TestMethod]
    public async Task A_program_that_says_nothing_ends_with_the_connection()
    {
        StandIn("proxy", $"echo $$ >{Home["pid"]}; echo 'Waiting for a login' >&2; exec sleep 1000");

        var failure = await Wire.WithLimitAsync<HostFailureException>(async seconds =>
        {
            File.Delete(Home["pid"]);
            var failed = await Wire.FailureAsync(Options("proxy") with { ConnectTimeout = TimeSpan.FromSeconds(seconds) });
            return File.Exists(Home["pid"]) ? failed : null;
        });

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.Contains("the proxy command did not connect within ", failure.Observed);
        Assert.Contains("Its last output is: \"Waiting for a login\"", failure.Observed);
        await HasEndedAsync();
    }

    [TestMethod]
    public async Task It_ends_with_the_connection()
    {
        StandIn("proxy", $"echo $$ >{Home["pid"]}; {Carry("127.0.0.1", SharedServer.Port)}");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options("proxy"))).Output);

        await HasEndedAsync();
    }

    [TestMethod]
    public async Task It_ends_with_a_canceled_run()
    {
        StandIn("proxy", $"echo $$ >{Home["pid"]}; exec sleep 1000");
        using var cancellation = new CancellationTokenSource();
        var connecting = Wire.ConnectAsync(Options("proxy"), cancellationToken: cancellation.Token);
        await Eventually.HoldsAsync(() => File.Exists(Home["pid"]) && new FileInfo(Home["pid"]).Length > 0);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => connecting);
        await HasEndedAsync();
    }

    [TestMethod]
    public async Task A_lost_connection_has_the_end_of_the_program()
    {
        StandIn("proxy", $"echo $$ >{Home["pid"]}; exec 3<&0; {Carry("127.0.0.1", SharedServer.Port)} <&3 & wait $!; echo 'Session ended by the administrator' >&2; exit 4");
        await using var connection = await Wire.ConnectAsync(Options("proxy"));
        var running = connection.RunAsync(Wire.Command("echo started; sleep 1000"), CancellationToken.None);
        Shell.Run("pkill", "-P", File.ReadAllText(Home["pid"]).Trim());

        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(running));

        Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
        Assert.Contains("The proxy command ended with exit code 4: \"Session ended by the administrator\".", failure.Observed);
    }

    [TestMethod]
    [DataRow("ann;reboot", "%r")]
    [DataRow("$(reboot)", "%r")]
    [DataRow("-oProxyCommand=reboot", "%r")]
    [DataRow("a'b", "x%rx")]
    [DataRow("DOMAIN\\ann", "%r")]
    public async Task A_user_with_shell_characters_is_refused(string user, string token)
    {
        StandIn("proxy", $"touch {Home["ran"]}");

        var failure = await Wire.FailureAsync(Options($"proxy {token}") with { User = user });

        Assert.AreEqual(ErrorCode.ConfigInvalid, failure.Code);
        Assert.Contains("cannot be used in a proxy command", failure.Observed);
        Assert.IsFalse(File.Exists(Home["ran"]));
    }

    [TestMethod]
    public async Task A_user_with_shell_characters_is_allowed_where_no_token_uses_it()
    {
        StandIn("proxy", "exit 9");

        var failure = await Wire.FailureAsync(Options("proxy %h %p %n %%") with { User = @"DOMAIN\ann" });

        Assert.Contains("exit code 9", failure.Observed);
    }

    [TestMethod]
    public async Task Secrets_are_not_in_its_environment()
    {
        StandIn("proxy", $"env >{Home["environment"]}; exit 1");
        Environment.SetEnvironmentVariable("STAGECRAFT_TEST_HIDDEN", "hidden");
        var options = Options("proxy");

        await Wire.FailureAsync(options with { Programs = options.Programs with { HiddenVariables = ["STAGECRAFT_TEST_HIDDEN"] } });

        Assert.DoesNotContain("STAGECRAFT_TEST_HIDDEN", File.ReadAllText(Home["environment"]));
        Assert.Contains("PATH=", File.ReadAllText(Home["environment"]));
    }

    [TestMethod]
    [DataRow("a b", "a|b")]
    [DataRow("  a   'b c' \"d e\" f\\ g ", "a|b c|d e|f g")]
    [DataRow("a '' \"\"", "a||")]
    [DataRow("a\"b\"'c'", "abc")]
    [DataRow("\"a\\\"b\\\\c\\n\"", "a\"b\\c\\n")]
    [DataRow("'a $b | c'", "a $b | c")]
    [DataRow("a $b", null)]
    [DataRow("a \"$b\"", null)]
    [DataRow("a `b`", null)]
    [DataRow("a | b", null)]
    [DataRow("a && b", null)]
    [DataRow("a; b", null)]
    [DataRow("a > b", null)]
    [DataRow("a *", null)]
    [DataRow("~/a", null)]
    [DataRow("A=b c", null)]
    [DataRow("a 'b", null)]
    [DataRow("a \"b", null)]
    [DataRow("a \\", null)]
    [DataRow("   ", null)]
    public void A_shell_is_used_only_where_one_is_needed(string command, string? words) =>
        Assert.AreEqual(words, ProxyCommand.Words(command) is { } found ? string.Join('|', found) : null);

    [TestMethod]
    [DataRow("ssh -W %h:%p bastion", null)]
    [DataRow("a %% %n %r", null)]
    [DataRow("none", null)]
    [DataRow("", "is empty. Set it to a command, or remove it.")]
    [DataRow("a %x", "contains '%x', which is not a token. Known tokens: %%, %h, %n, %p, %r.")]
    [DataRow("a %", "contains '%', which is not a token. Known tokens: %%, %h, %n, %p, %r.")]
    [DataRow("a %%%", "contains '%', which is not a token. Known tokens: %%, %h, %n, %p, %r.")]
    [DataRow("a\nb", "must be a single line.")]
    public void A_command_is_checked_before_it_runs(string command, string? problem) => Assert.AreEqual(problem, ProxyCommand.Problem(command));

    private static string Carry(string host, int? port) =>
        $"ssh -F none -o IdentitiesOnly=yes -i {SharedServer.Sshd.ClientKey} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p {SharedServer.Port} -W {host}:{port?.ToString() ?? "%p"} {Environment.UserName}@127.0.0.1";

    private SshOptions Options(string command)
    {
        var options = Wire.Options(Home);
        return options with { ProxyCommand = command, SearchPath = $"{Home.Root}:{Environment.GetEnvironmentVariable("PATH")}", Programs = new LocalPrograms { WorkingDirectory = Home.Root } };
    }

    // A program on the search path. A shell finds it through its own PATH.
    private void StandIn(string name, string script, string expected = "")
    {
        var path = Home.Write(name, $"#!/bin/sh\nEXPECTED='{expected}'\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task HasEndedAsync()
    {
        var pid = File.ReadAllText(Home["pid"]).Trim();
        await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{pid}") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal));
    }
}
