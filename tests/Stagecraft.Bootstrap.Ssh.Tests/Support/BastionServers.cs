namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Bastions on loopback that accept the shared server's client, and helpers for their tests.</summary>
internal sealed class BastionServers : IDisposable
{
    private readonly List<Sshd> servers = [];

    public Sshd Start(string setting = "")
    {
        var bastion = new Sshd(["ed25519"], _ => setting);
        bastion.Authorize(SharedServer.Sshd.ClientKey);
        servers.Add(bastion);
        return bastion;
    }

    public void Stop(Sshd bastion)
    {
        servers.Remove(bastion);
        bastion.Dispose();
    }

    public void Dispose() => servers.ForEach(server => server.Dispose());

    public static JumpHost Jump(Sshd bastion) => new(Environment.UserName, "127.0.0.1", bastion.Ports[0]);

    public static int Logins(Sshd bastion) => bastion.Log.Split("Accepted publickey").Length - 1;
}
