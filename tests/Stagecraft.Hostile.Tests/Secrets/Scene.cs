using System.Text;
using System.Text.Encodings.Web;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>A run with secrets, and how it ends.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Exit">The exit code of the tool.</param>
/// <param name="Host">The host of the run.</param>
/// <param name="Shown">A text in the output of a verbose run that proves that the scene happened.</param>
internal sealed record Scene(string Name, int Exit, Func<ScriptedHost> Host, string Shown)
{
    private const string NeedsLogin = "client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nstatus={\"Version\":\"1.84.0\",\"BackendState\":\"NeedsLogin\",\"HaveNodeKey\":false,\"Self\":{\"HostName\":\"a\"}}";
    private const string Running = "client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nstatus={\"Version\":\"1.84.0\",\"BackendState\":\"Running\",\"HaveNodeKey\":true,\"Self\":{\"HostName\":\"app-1\",\"DNSName\":\"app-1.example.ts.net.\",\"Tags\":[\"tag:a\"]},\"CurrentTailnet\":{\"MagicDNSSuffix\":\"example.ts.net\"}}";

    private static readonly string Everything = $"{Canary.Key} {Canary.Passphrase} {Canary.Token} {Canary.SudoPassword}";

    /// <summary>Output of programs that received a secret.</summary>
    private static readonly string[] Forms =
    [
        Canary.Key,
        Uri.EscapeDataString(Canary.Key),
        $"https://host/?key={Uri.EscapeDataString(Canary.Key).ToLowerInvariant().Replace("canarykey", "CANARYKEY", StringComparison.Ordinal)}",
        $"{{\"key\": \"{JavaScriptEncoder.Default.Encode(Canary.Key)}\"}}",
        $"{{\"key\": \"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Canary.Key)}\"}}",
        $"<key>{System.Security.SecurityElement.Escape(Canary.Key)}</key>",
        $"Authorization: Basic {Base64("user:" + Canary.Key)}",
        $"Authorization: Basic {Base64($"ab:{Canary.Key}:c")}",
        Base64(Canary.Key),
        Base64(Canary.Key + "\n").Replace('+', '-').Replace('/', '_').TrimEnd('='),
        "https://user:CANARYKEY-of-a-proxy@proxy.example.com:3128/",
        $"\u001b[31m{Canary.Key}\u001b[0m",
        Canary.SudoPassword,
        Uri.EscapeDataString(Canary.SudoPassword),
        $"<password>{System.Security.SecurityElement.Escape(Canary.SudoPassword)}</password>",
        Base64(Canary.SudoPassword + "\n"),
    ];

    public static IReadOnlyList<Scene> All { get; } =
    [
        new("joined", 0, () => Joining().On("tailscale-login").On("tailscale-await", Running), "join example.ts.net"),
        new("refused", 10, () => Joining().On("tailscale-login", $"reason=login\ndetail=backend error: invalid key {Canary.Key}", exit: 1), "backend error: invalid key ***"),
        new("timed out", 10, () => Joining(name => name == "tailscale-login", () => throw new HostFailureException(ErrorCode.TimedOut, $"sh -c '{Canary.Key}' did not end", "Look.", new TimeoutException(Everything))), "did not end"),
        new("crashed", 10, () => Joining(name => name == "tailscale-login", () => throw new InvalidOperationException(Everything, new IOException(Everything))), "Unexpected InvalidOperationException"),
        new("crashed while connecting", 10, () => new ScriptedHost { OnConnect = _ => throw new FormatException(Everything) }, "Unexpected FormatException"),
        new("lost", 10, () => Joining(name => name == "tailscale-login", () => throw new HostFailureException(ErrorCode.SshConnectionLost, $"lost at {Everything}", Everything)), "lost at ***"),
        new("echoed by a shell that prints what it runs", 10, () => Joining().On("tailscale-login", "detail=x", exit: 1, error: string.Join('\n', Forms)), "***"),
        new("echoed by a host that answers nothing else", 10, () => new ScriptedHost { OnCommand = (_, _) => Task.FromResult(new CommandResult(1, null, string.Join('\n', Forms), $"sudo: {Canary.Key}")) }, "sudo: ***"),
        new("refused by a sudo that shows the password", 10, () => new ScriptedHost { User = "deploy", OnCommand = (_, _) => Task.FromResult(new CommandResult(1, null, "", $"sudo: {Canary.SudoPassword}: 1 incorrect password attempt\n{string.Join('\n', Forms)}\n")) }, "(sudo: ***: 1 incorrect password attempt)"),
        new("echoed by a shell that prints the input of a command", 10, () => new ScriptedHost { User = "deploy", OnCommand = (command, _) => Task.FromResult(new CommandResult(2, null, command.Input, command.Input)) }, "***"),
        new("echoed in every value", 10, () => Joining().On("tailscale-login", string.Join('\n', Forms.Select((form, i) => $"key_{i}={form}").Append($"detail={string.Join(' ', Forms)}")), exit: 1), "***"),
        new("echoed as a tag", 0, () => Joining().On("tailscale-login").On("tailscale-await", Running.Replace("tag:a", $"tag:a\",\"{JavaScriptEncoder.Default.Encode(Canary.Key)}", StringComparison.Ordinal)), "***"),
        new("echoed where no answer is", 10, () => new ScriptedHost { OnCommand = (_, _) => Task.FromResult(new CommandResult(0, null, $"@@stagecraft begin preflight\n{Canary.Key}\n@@stagecraft end preflight 0\n", "")) }, "Cannot parse the host's reply"),
    ];

    private static ScriptedHost Joining() => ScriptedHost.Ready().On("tailscale-detect", NeedsLogin);

    private static ScriptedHost Joining(Func<string, bool> when, Action happens)
    {
        var host = Joining().On("tailscale-login");
        host.OnScript = (name, _) =>
        {
            if (when(name)) happens();
            return Task.CompletedTask;
        };
        return host;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
