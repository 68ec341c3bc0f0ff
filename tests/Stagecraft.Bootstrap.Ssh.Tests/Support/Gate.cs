namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Keeps a command on the server waiting until the test ends it.</summary>
internal sealed class Gate : IDisposable
{
    private readonly string path;

    public Gate(Workspace workspace)
    {
        path = workspace["gate"];
        Shell.Run("mkfifo", path);
    }

    /// <summary>The waiting command: opening a FIFO that no one writes to.</summary>
    public string Wait => $"cat '{path}'";

    // Does not block, and a waiting command reads the end of the file.
    public void Dispose() => File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
}
