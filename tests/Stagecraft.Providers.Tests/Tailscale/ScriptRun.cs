using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>
/// Runs a script in this machine's own sh. The programs that it calls are shell functions of the test: they shadow the
/// real ones, and write their arguments to <c>$calls</c>.
/// </summary>
internal sealed record ScriptRun(int ExitCode, string Output, string Error, IReadOnlyList<string> Calls)
{
    private const string Programs = """
        locate() { located=$1; }
        timeout() { shift; "$@"; }
        sleep() { :; }
        systemctl() { echo "systemctl $*" >>"$calls"; }
        tailscale() { echo "tailscale $*" >>"$calls"; answer_tailscale "$@"; }
        """;

    /// <param name="script">With its arguments and its secret.</param>
    /// <param name="programs">Defines <c>answer_tailscale</c>, and other commands with special behavior.</param>
    /// <param name="wrapper">The command that starts the shell, if any.</param>
    public static async Task<ScriptRun> OfAsync(RemoteScript script, string programs, string wrapper = "exec sh -s")
    {
        var calls = Path.Combine(AppContext.BaseDirectory, $"calls-{Guid.NewGuid():N}");
        var secret = script.Secret is { } key ? $"secret='{key.Reveal()}'" : "";
        var input = string.Join('\n', (string[])[
            "{", RemoteScript.Read(typeof(HostSession).Assembly, "prelude"), $"calls='{calls}'; : >\"$calls\"", Programs, programs,
            "(", secret, $"set -- {string.Join(' ', script.Arguments)}", script.Text, ")", "exit $?", "} </dev/null", ""]);

        var result = await ShellCommand.RunAsync(ShellCommand.Sh, ["-c", wrapper], input);
        var called = await File.ReadAllLinesAsync(calls);
        File.Delete(calls);
        return new ScriptRun(result.ExitStatus ?? -1, result.Output, result.Error, called);
    }

    /// <summary>The script succeeded and reported no error.</summary>
    public ScriptRun Succeeded()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        Assert.AreEqual("", Error);
        return this;
    }

    public ScriptRun Failed(string reason, string detail)
    {
        Assert.AreEqual(1, ExitCode, ToString());
        Assert.AreEqual("", Error);
        Assert.EndsWith($"reason={reason}\ndetail={detail}\n", Output);
        return this;
    }

    /// <summary>The calls that change something, or try to.</summary>
    public IReadOnlyList<string> Changes => [.. Calls.Where(call => call != "tailscale debug prefs" && !call.StartsWith("systemctl show ", StringComparison.Ordinal) && !call.StartsWith("tailscale status ", StringComparison.Ordinal))];

    public void Changed(params string[] expected) => Assert.AreSequenceEqual(expected, Changes, ToString());

    public void Called(params string[] expected) => Assert.AreSequenceEqual(expected, Calls, ToString());
}
