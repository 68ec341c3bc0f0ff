using System.ComponentModel;
using System.Diagnostics;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The completion scripts in their shells, with the tool on the PATH.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class CompletionTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("dotnet-stagecraft-bootstrap che", "check")]
    [DataRow("dotnet-stagecraft-bootstrap --output ", "json text")]
    [DataRow("dotnet-stagecraft-bootstrap run --output j", "json")]
    [DataRow("dotnet-stagecraft-bootstrap config ", "schema validate")]
    [DataRow("dotnet-stagecraft-bootstrap init --cloud d", "digitalocean")]
    [DataRow("dotnet-stagecraft-bootstrap completion ", "bash fish powershell zsh")]
    [DataRow("dotnet-stagecraft-bootstrap --limit app", "app app-1 app-2")]
    [DataRow("dotnet-stagecraft-bootstrap hosts --exclude d", "db")]
    [DataRow("dotnet-stagecraft-bootstrap --paral", "--parallel")]
    [DataRow("dotnet stagecraft-bootstrap pl", "plan")]
    [DataRow("dotnet stagecraft-bootstrap check --verb", "--verbose")]
    public async Task Bash_completes(string line, string expected)
    {
        var found = await RunAsync("bash", "--norc", "-c", """
            source "$SCRIPT"
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$1"
            [[ $1 != *' ' ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            handler=$(complete -p "${COMP_WORDS[0]}" | sed -n 's/.* -F \([^ ]*\).*/\1/p')
            "$handler"
            printf '%s\n' "${COMPREPLY[@]}"
            """, "bash", line);

        Assert.AreEqual(expected, Words(found, line));
    }

    [TestMethod]
    public async Task Bash_keeps_its_completion_of_dotnet()
    {
        var found = await RunAsync("bash", "--norc", "-c", """
            _theirs() { COMPREPLY=(theirs); }
            complete -F _theirs dotnet
            source "$SCRIPT"; source "$SCRIPT"
            COMP_WORDS=(dotnet bui) COMP_CWORD=1 COMP_LINE='dotnet bui' COMP_POINT=10
            _stagecraft_dotnet
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        Assert.AreEqual("theirs\n", found);
    }

    [TestMethod]
    [DataRow("dotnet-stagecraft-bootstrap che", "check")]
    [DataRow("dotnet-stagecraft-bootstrap --output ", "json text")]
    [DataRow("dotnet stagecraft-bootstrap pl", "plan")]
    [DataRow("dotnet-stagecraft-bootstrap --config ", "(files)")]
    public async Task Zsh_completes(string line, string expected)
    {
        // Completion runs in a widget. The test prints what the widget would add.
        var found = await RunAsync("zsh", "-f", "-c", """
            autoload -Uz compinit; compinit -u -D
            source $SCRIPT
            compadd() { print -l -- $found }
            _files() { print '(files)' }
            words=(${(s: :)1}); [[ $1 != *' ' ]] || words+=('')
            CURRENT=$#words PREFIX=$words[-1]
            $_comps[$words[1]]
            """, "zsh", line);

        Assert.AreEqual(expected, Words(found, line));
    }

    [TestMethod]
    [DataRow("dotnet-stagecraft-bootstrap che", "check")]
    [DataRow("dotnet-stagecraft-bootstrap --output ", "json text")]
    [DataRow("dotnet stagecraft-bootstrap pl", "plan")]
    [DataRow("dotnet-stagecraft-bootstrap --config stage", "stagecraft.yml")]
    public async Task Fish_completes(string line, string expected)
    {
        var found = await RunAsync("fish", "--no-config", "-c", "source $SCRIPT; complete -C $argv[1]", line);

        Assert.AreEqual(expected, Words(found, line));
    }

    [TestMethod]
    [DataRow("dotnet-stagecraft-bootstrap che", "check")]
    [DataRow("dotnet-stagecraft-bootstrap --output ", "json text")]
    [DataRow("dotnet-stagecraft-bootstrap run --output j", "json")]
    [DataRow("dotnet-stagecraft-bootstrap completion ", "bash fish powershell zsh")]
    // It also completes dotnet, as the script's first lines say.
    [DataRow("dotnet stagecraft-bootstrap pl", "")]
    public async Task PowerShell_completes(string line, string expected)
    {
        var found = await RunAsync("powershell", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", $$"""
            Get-Content -Raw $env:SCRIPT | Invoke-Expression
            (TabExpansion2 -inputScript '{{line}}' -cursorColumn {{line.Length}}).CompletionMatches.CompletionText
            """);

        Assert.AreEqual(expected, Words(found, line));
    }

    [TestMethod]
    public async Task The_name_of_its_program_means_PowerShell()
    {
        using var workspace = new Workspace(configuration: null);

        Assert.AreEqual(await workspace.RunAsync("completion", "powershell"), await workspace.RunAsync("completion", "pwsh"));
    }

    [TestMethod]
    public async Task An_unknown_shell_fails_with_the_known_ones()
    {
        using var workspace = new Workspace(configuration: null);

        var wrong = await workspace.RunAsync("completion", "tcsh");
        Assert.AreEqual(1, wrong.Exit);
        Assert.StartsWith("error: SHELL must be bash, zsh, fish or powershell; it is 'tcsh'.\n", wrong.Error);
    }

    // Some shells filter the results by the typed text, so not every script does it.
    private static string Words(string output, string line)
    {
        var typed = line[(line.LastIndexOf(' ') + 1)..];
        return string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split('\t')[0])
            .Where(word => word.StartsWith(typed, StringComparison.Ordinal) && (typed.Length > 0 || !word.StartsWith('-')))
            .Order(StringComparer.Ordinal));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new AssertInconclusiveException($"{start.FileName} is not installed; build/test installs it where it may.", exception);
        }
    }

    private async Task<string> RunAsync(string shell, params string[] arguments)
    {
        using var workspace = new Workspace();
        workspace.Write("script", (await workspace.RunAsync("completion", shell)).Output);
        // The name that `dotnet tool install` uses, and by which `dotnet stagecraft-bootstrap` finds it.
        workspace.Write("command", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "dotnet-stagecraft-bootstrap.dll")}' \"$@\"\n");
        // Another process writes the program, because a file that this process writes is busy while another test starts a process.
        using (var install = Process.Start("install", ["-m", "755", workspace.PathOf("command"), workspace.PathOf("dotnet-stagecraft-bootstrap")]))
            await install.WaitForExitAsync(TestContext.CancellationToken);

        var program = shell == "powershell" ? Path.Combine(Repository.Root, "artifacts", "tools", "pwsh") : shell;
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workspace.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SCRIPT"] = "./script";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["HOME"] = workspace.Root;
        start.Environment["PATH"] = $"{workspace.Root}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Start(start);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual("", await error);
        return output;
    }
}
