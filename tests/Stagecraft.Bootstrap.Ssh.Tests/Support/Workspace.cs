namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>A temporary folder whose files only their owner can read: a key that others can read is refused.</summary>
internal sealed class Workspace : TemporaryFolder
{
    public string this[string name] => PathOf(name);

    public override string Write(string name, string text)
    {
        var path = base.Write(name, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
