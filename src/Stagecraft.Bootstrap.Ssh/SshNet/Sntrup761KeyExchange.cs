using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;
using Renci.SshNet.Security;
using Stagecraft.Bootstrap.Ssh.Sntrup761;
using static Stagecraft.Bootstrap.Ssh.Sntrup761.Parameters;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// sntrup761x25519-sha512: https://www.ietf.org/archive/id/draft-josefsson-ntruprime-ssh-02.html. SSH.NET's own needs forty times as long,
/// because BouncyCastle computes with one number at a time.
/// </summary>
internal sealed class Sntrup761KeyExchange : KeyExchange
{
    private const string ReplyMessage = "SSH_MSG_KEX_ECDH_REPLY";

    private readonly byte[] secretKey = new byte[SecretKeyBytes];
    private readonly byte[] secretX25519 = new byte[X25519.ScalarSize];
    private byte[] clientInit = [];
    private byte[] serverInit = [];
    private byte[] clientValue = [];
    private byte[] serverValue = [];
    private byte[] hostKey = [];
    private byte[] signature = [];

    public override string Name => "sntrup761x25519-sha512";

    /// <summary>Uses this exchange where SSH.NET has its own.</summary>
    /// <returns>False if SSH.NET's internals have changed, so its own exchange is used.</returns>
    public static bool Use(ConnectionInfo connection)
    {
        if (!KeyExchangeInternals.Available) return false;

        foreach (var name in (string[])["sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com"])
            if (connection.KeyExchangeAlgorithms.ContainsKey(name)) connection.KeyExchangeAlgorithms[name] = () => new Sntrup761KeyExchange();
        return true;
    }

    public override void Start(Session session, KeyExchangeInitMessage message, bool sendClientInitMessage)
    {
        base.Start(session, message, sendClientInitMessage);
        serverInit = message.GetBytes();
        clientInit = Session.ClientInitMessage.GetBytes();
        Session.RegisterMessage(ReplyMessage);
        KeyExchangeInternals.AddReplyReceived(Session, OnReply);

        clientValue = new byte[PublicKeyBytes + X25519.PointSize];
        KeyEncapsulation.GenerateKeyPair(clientValue, secretKey);
        RandomNumberGenerator.Fill(secretX25519);
        X25519.GeneratePublicKey(secretX25519, 0, clientValue, PublicKeyBytes);
        SendMessage(KeyExchangeInternals.CreateInitMessage(clientValue));
    }

    public override void Finish()
    {
        base.Finish();
        KeyExchangeInternals.RemoveReplyReceived(Session, OnReply);
    }

    protected override byte[] CalculateHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        Append(hash, System.Text.Encoding.UTF8.GetBytes(Session.ClientVersion));
        Append(hash, System.Text.Encoding.UTF8.GetBytes(Session.ServerVersion));
        foreach (var part in (byte[][])[clientInit, serverInit, hostKey, clientValue, serverValue, SharedKey]) Append(hash, part);
        return hash.GetHashAndReset();
    }

    protected override bool ValidateExchangeHash() => KeyExchangeInternals.ValidateExchangeHash(this, hostKey, signature);

    protected override byte[] Hash(byte[] hashData) => SHA512.HashData(hashData);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Clear();
    }

    private static void Append(IncrementalHash hash, byte[] text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        hash.AppendData(length);
        hash.AppendData(text);
    }

    private void OnReply(object? sender, MessageEventArgs<KeyExchangeEcdhReplyMessage> e)
    {
        Session.UnRegisterMessage(ReplyMessage);
        (hostKey, serverValue, signature) = (e.Message.KS, e.Message.QS, e.Message.Signature);
        if (serverValue.Length != CiphertextBytes + X25519.PointSize)
            throw new SshConnectionException($"The server's part of the key exchange has {serverValue.Length} bytes, not {CiphertextBytes + X25519.PointSize}.", DisconnectReason.KeyExchangeFailed);

        Span<byte> both = stackalloc byte[SharedKeyBytes + X25519.PointSize];
        KeyEncapsulation.Decapsulate(serverValue, secretKey, both);
        var agreement = new byte[X25519.PointSize];
        // A point of small order would give the same secret for all keys (RFC 8731, section 3).
        if (!X25519.CalculateAgreement(secretX25519, 0, serverValue, CiphertextBytes, agreement, 0))
            throw new SshConnectionException("The server's part of the key exchange is not a valid point.", DisconnectReason.KeyExchangeFailed);

        agreement.CopyTo(both[SharedKeyBytes..]);
        SharedKey = SHA512.HashData(both);
        CryptographicOperations.ZeroMemory(both);
        CryptographicOperations.ZeroMemory(agreement);
        Clear();
        Finish();
    }

    private void Clear()
    {
        CryptographicOperations.ZeroMemory(secretKey);
        CryptographicOperations.ZeroMemory(secretX25519);
    }
}
