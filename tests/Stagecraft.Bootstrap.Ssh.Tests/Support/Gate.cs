namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Where a command on the server waits until the test is over: it ends by itself neither early nor late.</summary>
internal sealed class Gate : IDisposable
{
    private readonly string path;

    public Gate(Workspace workspace)
    {
        path = workspace["gate"];
        Shell.Run("mkfifo", path);
    }

    /// <summary>What waits: opening a FIFO that no one writes to.</summary>
    public string Wait => $"cat '{path}'";

    // Does not block, and whoever waits finds the end of the file.
    public void Dispose() => File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
}
