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

    // The name of its program.
    private const string PowerShellProgram = "pwsh";

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnly([.. Scripts.Keys], [PowerShellProgram]);
        var command = new Command("completion", "Print a shell completion script. The comment at its top explains how to load it.");
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            SafeWriter.WriteOwn(terminal.Output, EmbeddedText.Read(Scripts[parsed.GetRequiredValue(shell) switch { PowerShellProgram => "powershell", var name => name }]));
            return ExitCode.Ready;
        });
        return command;
    }
}
