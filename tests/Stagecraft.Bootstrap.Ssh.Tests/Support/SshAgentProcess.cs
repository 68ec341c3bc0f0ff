using System.Diagnostics;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>A real ssh-agent with some keys.</summary>
internal sealed class SshAgentProcess : IDisposable
{
    private readonly Process process;

    public SshAgentProcess(Workspace workspace, params string[] keys)
    {
        Socket = workspace["agent"];
        process = Process.Start(new ProcessStartInfo("ssh-agent", ["-D", "-a", Socket]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Eventually.Holds(() => Shell.IsAgent(Socket));
        foreach (var key in keys)
        {
            using var add = Process.Start(new ProcessStartInfo("ssh-add", ["-q", key]) { Environment = { ["SSH_AUTH_SOCK"] = Socket } })!;
            add.WaitForExit();
            Assert.AreEqual(0, add.ExitCode, $"ssh-add {key}");
        }
    }

    public string Socket { get; }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
