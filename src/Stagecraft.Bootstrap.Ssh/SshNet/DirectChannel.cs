using System.Net.Sockets;
using System.Reflection;
using Renci.SshNet;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// A connection from a bastion to a host behind it (<c>direct-tcpip</c>, RFC 4254, section 7.2), forwarded to a local
/// socket. SSH.NET's public port forwarding hides why a connection was refused, accepts any local process, and occupies a pool
/// thread per connection. So SSH.NET's internal channel is used through reflection. The package version is fixed, and the tests
/// with a bastion fail if the channel changes.
/// </summary>
/// <remarks>https://github.com/sshnet/SSH.NET/blob/develop/src/Renci.SshNet/Channels/ChannelDirectTcpip.cs</remarks>
internal sealed class DirectChannel : IDisposable
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // Literal names, so that a linker keeps these members.
    private static readonly PropertyInfo Session = typeof(BaseClient).GetProperty("Session", Instance)!;
    private static readonly MethodInfo CreateChannel =
        Type.GetType("Renci.SshNet.ISession, Renci.SshNet", throwOnError: true)!.GetMethod("CreateChannelDirectTcpip", Instance)!;
    private static readonly MethodInfo OpenChannel =
        Type.GetType("Renci.SshNet.Channels.IChannelDirectTcpip, Renci.SshNet", throwOnError: true)!.GetMethod("Open", Instance)!;
    private static readonly MethodInfo BindChannel =
        Type.GetType("Renci.SshNet.Channels.IChannelDirectTcpip, Renci.SshNet", throwOnError: true)!.GetMethod("Bind", Instance)!;
    private static readonly EventInfo OpenFailed =
        Type.GetType("Renci.SshNet.Channels.ClientChannel, Renci.SshNet", throwOnError: true)!.GetEvent("OpenFailed", Instance)!;
    private static readonly PropertyInfo Reason =
        Type.GetType("Renci.SshNet.Common.ChannelOpenFailedEventArgs, Renci.SshNet", throwOnError: true)!.GetProperty("ReasonCode", Instance)!;
    private static readonly PropertyInfo Description =
        Type.GetType("Renci.SshNet.Common.ChannelOpenFailedEventArgs, Renci.SshNet", throwOnError: true)!.GetProperty("Description", Instance)!;

    private readonly IDisposable channel;
    private volatile ChannelRefusedException? refusal;

    /// <exception cref="Renci.SshNet.Common.SshConnectionException">The connection to the bastion was lost.</exception>
    public DirectChannel(SshClient bastion)
    {
        var session = Session.GetValue(bastion) ?? throw new Renci.SshNet.Common.SshConnectionException("The connection was closed.");
        channel = (IDisposable)Invoke(CreateChannel, session)!;
        OpenFailed.AddEventHandler(channel, Delegate.CreateDelegate(OpenFailed.EventHandlerType!, this, ((EventHandler<EventArgs>)OnRefused).Method));
    }

    /// <summary>Waits until the bastion has connected, up to the time limit of its connection.</summary>
    /// <exception cref="ChannelRefusedException">The bastion refused to connect or could not connect.</exception>
    /// <exception cref="Renci.SshNet.Common.SshException">The connection to the bastion was lost, or the time limit was reached.</exception>
    public void Open(string address, int port, Socket socket)
    {
        // SSH.NET only reads its closing state, which is always false.
        using var neverStarted = new ForwardedPortLocal("127.0.0.1", address, (uint)port);
        Invoke(OpenChannel, channel, address, (uint)port, neverStarted, socket);
        if (refusal is { } refused) throw refused;
    }

    /// <summary>Forwards data until either side closes.</summary>
    public void Carry() => Invoke(BindChannel, channel);

    public void Dispose() => channel.Dispose();

    private void OnRefused(object? sender, EventArgs refused) =>
        refusal = new ChannelRefusedException((uint)Reason.GetValue(refused)!, (string?)Description.GetValue(refused));

    private static object? Invoke(MethodInfo method, object target, params object[] arguments) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
}

/// <summary>A bastion did not connect to a host behind it.</summary>
internal sealed class ChannelRefusedException(uint reason, string? description) : Exception(description)
{
    // RFC 4254, section 5.1
    private const uint AdministrativelyProhibited = 1;

    /// <summary>True if forwarding is not allowed; false if the connection attempt failed.</summary>
    public bool IsProhibited => reason == AdministrativelyProhibited;
}
