using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Renci.SshNet;
using Renci.SshNet.Messages;
using Renci.SshNet.Messages.Transport;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// The four members of SSH.NET that a key exchange needs and that are not public. Its dictionary of key exchanges and the base class are public,
/// but no message can be sent or received without these: docs/ssh-net.md proposes to make them public.
/// </summary>
internal static class KeyExchangeInternals
{
    private const string InitMessage = "Renci.SshNet.Messages.Transport.KeyExchangeEcdhInitMessage, Renci.SshNet";
    private const string AddName = "add_KeyExchangeEcdhReplyMessageReceived";
    private const string RemoveName = "remove_KeyExchangeEcdhReplyMessageReceived";
    private const string ValidateName = "ValidateExchangeHash";
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    /// <summary>Whether this version of SSH.NET has these members. If not, SSH.NET's own key exchange is used.</summary>
    public static bool Available { get; } = IsAvailable();

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = AddName)]
    public static extern void AddReplyReceived(Session session, EventHandler<MessageEventArgs<KeyExchangeEcdhReplyMessage>> handler);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = RemoveName)]
    public static extern void RemoveReplyReceived(Session session, EventHandler<MessageEventArgs<KeyExchangeEcdhReplyMessage>> handler);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ValidateName)]
    public static extern bool ValidateExchangeHash(KeyExchange exchange, byte[] hostKey, byte[] signature);

    public static Message CreateInitMessage(byte[] clientValue) => (Message)NewInitMessage(clientValue);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(InitMessage)]
    private static extern object NewInitMessage(byte[] clientValue);

    [DynamicDependency(AddName, typeof(Session))]
    [DynamicDependency(RemoveName, typeof(Session))]
    [DynamicDependency("ValidateExchangeHash(System.Byte[],System.Byte[])", typeof(KeyExchange))]
    private static bool IsAvailable()
    {
        Type[] handler = [typeof(EventHandler<MessageEventArgs<KeyExchangeEcdhReplyMessage>>)];
        return typeof(Session).GetMethod(AddName, Members, handler) is not null
            && typeof(Session).GetMethod(RemoveName, Members, handler) is not null
            && typeof(KeyExchange).GetMethod(ValidateName, Members, [typeof(byte[]), typeof(byte[])])?.ReturnType == typeof(bool)
            && Type.GetType(InitMessage) is { } message
            && typeof(Message).IsAssignableFrom(message)
            && message.GetConstructor([typeof(byte[])]) is not null;
    }
}
