using System.Diagnostics;

namespace Stagecraft.Bootstrap.Tool.Tests.Documentation;

/// <summary>A real shell in which the tool only records its arguments.</summary>
internal sealed class RecordingShell(string directory)
{
    /// <summary>In the user's home: the deploy key, as on a build server.</summary>
    public const string SecureFile = "secure-file";

    // The shell writes the programs, because a file that this process writes is busy while another test starts a process.
    private const string Recorder = $"""
        mkdir -p .recorder
        echo key >.recorder/{SecureFile}
        : >.recorder/calls
        for name in dotnet dotnet-stagecraft-bootstrap; do
          [ -x ".recorder/$name" ] || cat >".recorder/$name" <<'END'
        #!/bin/sh
        for word; do printf '%s\n' "$word"; done >>"$CALLS"
        echo >>"$CALLS"
        END
          chmod +x ".recorder/$name"
        done

        """;

    /// <summary>Runs a script and returns the arguments of each call of the tool in it.</summary>
    public IReadOnlyList<string[]> Run(string script, IReadOnlyDictionary<string, string> variables)
    {
        var folder = Path.Combine(directory, ".recorder");
        var calls = Path.Combine(folder, "calls");
        var start = new ProcessStartInfo("/bin/sh", ["-ec", Recorder + script]) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in variables) start.Environment[name] = value;
        start.Environment["PATH"] = $"{folder}:/usr/bin:/bin";
        start.Environment["CALLS"] = calls;
        start.Environment["HOME"] = folder;
        start.Environment["DEPLOY_KEY"] = "key";
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.AreEqual(0, shell.ExitCode, $"{script}\n{error}");
        Assert.IsFalse(File.Exists(Path.Combine(folder, ".ssh", "stagecraft_deploy")), "the deploy key is removed at the end");

        return
        [
            .. File.ReadAllText(calls).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(call => call != "tool\nrestore")
                .Select(call => call.Split('\n').SkipWhile(word => word == "stagecraft-bootstrap").ToArray()),
        ];
    }
}
