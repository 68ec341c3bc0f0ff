using System.Diagnostics;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>A real ssh-agent that asks before each signature (<c>ssh-add -c</c>). A script gives the answer.</summary>
internal sealed class AskingAgent : IDisposable
{
    private readonly Process process;
    private readonly string asked;

    /// <param name="workspace">The directory of its socket.</param>
    /// <param name="answer">The shell command that stands for the person. Its exit status is the answer.</param>
    /// <param name="keys">Private keys.</param>
    public AskingAgent(Workspace workspace, string answer, params string[] keys)
    {
        Socket = workspace["asking-agent"];
        asked = workspace.Write("asked", "");
        var script = workspace.Write("askpass", $"#!/bin/sh\necho \"$1\" >>'{asked}'\n{answer}\n");
        Shell.Run("chmod", "700", script);
        process = Process.Start(new ProcessStartInfo("ssh-agent", ["-D", "-a", Socket])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["SSH_ASKPASS"] = script, ["SSH_ASKPASS_REQUIRE"] = "force", ["DISPLAY"] = ":0" },
        })!;
        Eventually.Holds(() => Shell.IsAgent(Socket));
        foreach (var key in keys)
        {
            using var add = Process.Start(new ProcessStartInfo("ssh-add", ["-q", "-c", key]) { Environment = { ["SSH_AUTH_SOCK"] = Socket } })!;
            add.WaitForExit();
            Assert.AreEqual(0, add.ExitCode, $"ssh-add {key}");
        }
    }

    public string Socket { get; }

    /// <summary>The number of requests to the person.</summary>
    public int Asked => File.ReadAllText(asked).Split("Allow use of key").Length - 1;

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
