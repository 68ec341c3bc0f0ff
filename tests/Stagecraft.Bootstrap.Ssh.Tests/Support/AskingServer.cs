using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>
/// Stands in for Tailscale SSH in check mode, which its documentation describes: it answers the method <c>none</c> with a banner that asks a
/// person to visit an address, waits, and then lets the client in. Just enough of SSH for one login (RFC 4252, 4253, 5647, 5656).
/// </summary>
internal sealed class AskingServer : IDisposable
{
    private const string Version = "SSH-2.0-Tailscale";
    private const string Curve = "nistp256";
    private const string HostKeyType = "ecdsa-sha2-nistp256";
    private const string Cipher = "aes128-gcm@openssh.com";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ECDsa hostKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TaskCompletionSource<bool> visit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string banner;

    public AskingServer(string banner)
    {
        this.banner = banner;
        listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The methods that clients asked for, in their order.</summary>
    public List<string> Methods { get; } = [];

    /// <summary>A person has visited the address.</summary>
    public void Visit() => visit.TrySetResult(true);

    /// <summary>The server refuses the login.</summary>
    public void Refuse() => visit.TrySetResult(false);

    public void Dispose()
    {
        visit.TrySetResult(false);
        listener.Dispose();
        hostKey.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await new Session(this, client.GetStream()).RunAsync();
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static byte[] Text(string text) => Bytes(Encoding.ASCII.GetBytes(text));

    private static byte[] Bytes(byte[] value) => [.. Number(value.Length), .. value];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    // A positive mpint.
    private static byte[] Integer(byte[] value) => Bytes(new BigInteger(value, isUnsigned: true, isBigEndian: true).ToByteArray(isBigEndian: true));

    private static byte[] Point(ECPoint point) => [4, .. point.X!, .. point.Y!];

    private sealed class Session(AskingServer server, NetworkStream stream)
    {
        private readonly byte[] hostKeyBlob = [.. Text(HostKeyType), .. Text(Curve), .. Bytes(Point(server.hostKey.ExportParameters(includePrivateParameters: false).Q))];
        private (AesGcm Cipher, byte[] Iv)? receive;
        private (AesGcm Cipher, byte[] Iv)? send;

        public async Task RunAsync()
        {
            try
            {
                await ExchangeKeysAsync();
                await LetInAsync();
                // Until the client leaves.
                while (true) await ReadAsync();
            }
            catch (Exception exception) when (exception is IOException or EndOfStreamException)
            {
                // The client has left.
            }
        }

        private async Task ExchangeKeysAsync()
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Version + "\r\n"));
            var clientVersion = await LineAsync();
            byte[] ours = [20, .. RandomNumberGenerator.GetBytes(16), .. new[] { "ecdh-sha2-nistp256", HostKeyType, Cipher, Cipher, "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", "" }.SelectMany(Text), 0, .. Number(0)];
            await WriteAsync(ours);
            var theirs = await ReadAsync();
            var init = await ReadAsync();
            var clientPoint = new WireReader(init.AsSpan(1)).ReadString();

            using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = clientPoint[1..33], Y = clientPoint[33..] } });
            var secret = Integer(ephemeral.DeriveRawSecretAgreement(other.PublicKey));
            var point = Point(ephemeral.ExportParameters(includePrivateParameters: false).Q);
            var hash = SHA256.HashData([.. Text(clientVersion), .. Text(Version), .. Bytes(theirs), .. Bytes(ours), .. Bytes(hostKeyBlob), .. Bytes(clientPoint), .. Bytes(point), .. secret]);
            var signature = server.hostKey.SignData(hash, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            byte[] signed = [.. Text(HostKeyType), .. Bytes([.. Integer(signature[..32]), .. Integer(signature[32..])])];
            await WriteAsync([31, .. Bytes(hostKeyBlob), .. Bytes(point), .. Bytes(signed)]);
            await WriteAsync([21]);
            send = (new AesGcm(Key('D')[..16], 16), Key('B')[..12]);
            while ((await ReadAsync())[0] != 21)
            {
                // The next message is NEWKEYS.
            }

            receive = (new AesGcm(Key('C')[..16], 16), Key('A')[..12]);

            byte[] Key(char letter) => SHA256.HashData([.. secret, .. hash, (byte)letter, .. hash]);
        }

        private async Task LetInAsync()
        {
            while (true)
            {
                var request = await ReadAsync();
                if (request[0] == 5)
                {
                    await WriteAsync([6, .. Text("ssh-userauth")]);
                    continue;
                }

                if (request[0] != 50) continue;
                server.Methods.Add(MethodOf(request));
                await WriteAsync([53, .. Text(server.banner), .. Text("")]);
                if (await server.visit.Task)
                {
                    await WriteAsync([52]);
                    return;
                }

                await WriteAsync([51, .. Text("publickey"), 0]);
            }
        }

        private static string MethodOf(byte[] request)
        {
            var reader = new WireReader(request.AsSpan(1));
            _ = reader.ReadString(); // the user
            _ = reader.ReadString(); // the service
            return Encoding.ASCII.GetString(reader.ReadString());
        }

        private async Task<string> LineAsync()
        {
            var line = new StringBuilder();
            var buffer = new byte[1];
            while (buffer[0] != '\n')
            {
                await stream.ReadExactlyAsync(buffer);
                line.Append((char)buffer[0]);
            }

            return line.ToString().TrimEnd('\r', '\n');
        }

        private async Task<byte[]> ReadAsync()
        {
            var length = new byte[4];
            await stream.ReadExactlyAsync(length);
            var packet = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await stream.ReadExactlyAsync(packet);
            if (receive is { } keys)
            {
                var tag = new byte[16];
                await stream.ReadExactlyAsync(tag);
                keys.Cipher.Decrypt(keys.Iv, packet, tag, packet, length);
                Advance(keys.Iv);
            }

            return packet[1..^packet[0]];
        }

        private async Task WriteAsync(byte[] payload)
        {
            var block = send is null ? 8 : 16;
            // The length is encrypted with the packet only without GCM.
            var padding = block - ((payload.Length + 1 + (send is null ? 4 : 0)) % block);
            if (padding < 4) padding += block;
            byte[] packet = [(byte)padding, .. payload, .. new byte[padding]];
            var length = Number(packet.Length);
            if (send is not { } keys)
            {
                await stream.WriteAsync((byte[])[.. length, .. packet]);
                return;
            }

            var tag = new byte[16];
            keys.Cipher.Encrypt(keys.Iv, packet, packet, tag, length);
            Advance(keys.Iv);
            await stream.WriteAsync((byte[])[.. length, .. packet, .. tag]);
        }

        // RFC 5647, section 7.1: four fixed bytes and a counter.
        private static void Advance(byte[] iv) =>
            BinaryPrimitives.WriteUInt64BigEndian(iv.AsSpan(4), BinaryPrimitives.ReadUInt64BigEndian(iv.AsSpan(4)) + 1);
    }
}
