using System.Reflection;
using Renci.SshNet;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A server's reply to a request to run a command. SSH.NET ignores the reply, so without this check a refused command would hang.</summary>
/// <remarks>https://github.com/sshnet/SSH.NET/blob/develop/src/Renci.SshNet/SshCommand.cs</remarks>
internal static class ExecReply
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo Channel = typeof(SshCommand).GetField("_channel", Private)!;
    private static readonly FieldInfo Succeeded =
        Type.GetType("Renci.SshNet.Channels.ChannelSession, Renci.SshNet", throwOnError: true)!.GetField("_channelRequestSuccess", Private)!;

    /// <param name="command">A started command, so the reply has arrived.</param>
    public static bool IsRefusal(SshCommand command) => !(bool)Succeeded.GetValue(Channel.GetValue(command))!;
}

/// <summary>The server does not run commands for this account.</summary>
internal sealed class ExecRefusedException : Exception;
