using System.CommandLine;

namespace Stagecraft.Bootstrap.Tool;

/// <summary><c>completion SHELL</c>: prints a shell script that completes from the tool's suggestions (System.CommandLine's <c>[suggest]</c>).</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = "completion.bash",
        ["zsh"] = "completion.zsh",
        ["fish"] = "completion.fish",
        ["powershell"] = "completion.ps1",
    };

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a shell completion script. The comment at its top explains how to load it.");
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            SafeWriter.WriteOwn(terminal.Output, EmbeddedText.Read(Scripts[parsed.GetRequiredValue(shell)]));
            return ExitCode.Ready;
        });
        return command;
    }
}
