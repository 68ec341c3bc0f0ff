namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Tests with real OpenSSH servers. Each has a folder.</summary>
public abstract class ServerTests : IDisposable
{
    private protected Workspace Home { get; } = new();

    [TestInitialize]
    public void NeedsServer() => Sshd.Require();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Home.Dispose();
}

/// <summary>Tests with servers that are reached through others.</summary>
public abstract class BastionServerTests : ServerTests
{
    private protected BastionServers Bastions { get; } = new();

    protected override void Dispose(bool disposing)
    {
        Bastions.Dispose();
        base.Dispose(disposing);
    }
}
