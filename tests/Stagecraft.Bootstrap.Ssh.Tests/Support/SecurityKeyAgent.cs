using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Stands in for an agent with a FIDO token: one <c>sk-ecdsa-sha2-nistp256@openssh.com</c> key, whose signatures sshd accepts.</summary>
/// <remarks>https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.u2f</remarks>
internal sealed class SecurityKeyAgent : IDisposable
{
    private const string Type = "sk-ecdsa-sha2-nistp256@openssh.com";
    private const string Application = "ssh:";
    private const byte UserPresent = 1;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] blob;
    private int touches;

    public SecurityKeyAgent(Workspace workspace)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        blob = [.. Field(Type), .. Field("nistp256"), .. Field([4, .. point.X!, .. point.Y!]), .. Field(Application)];
        Socket = workspace["token"];
        listener.Bind(new UnixDomainSocketEndPoint(Socket));
        listener.Listen();
        _ = ServeAsync();
    }

    public string Socket { get; }

    public string PublicKey => $"{Type} {Convert.ToBase64String(blob)} test";

    /// <summary>The number of requested signatures.</summary>
    public int Touches => Volatile.Read(ref touches);

    public void Dispose()
    {
        listener.Dispose();
        key.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync();
                await using var stream = new NetworkStream(client);
                var header = new byte[4];
                await stream.ReadExactlyAsync(header);
                var request = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
                await stream.ReadExactlyAsync(request);
                await stream.WriteAsync(Field(request[0] == 11 ? [12, 0, 0, 0, 1, .. Field(blob), .. Field("token")] : [14, .. Field(Sign(request))]));
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private byte[] Sign(byte[] request)
    {
        Interlocked.Increment(ref touches);
        var start = 1 + 4 + blob.Length;
        var length = BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(start));
        var data = request.AsSpan(start + 4, length);
        byte[] flagsAndCounter = [UserPresent, 0, 0, 0, 1];
        byte[] signed = [.. SHA256.HashData(Encoding.ASCII.GetBytes(Application)), .. flagsAndCounter, .. SHA256.HashData(data)];
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return [.. Field(Type), .. Field([.. Number(signature[..32]), .. Number(signature[32..])]), .. flagsAndCounter];
    }

    // A positive mpint in as few bytes as possible.
    private static byte[] Number(byte[] value)
    {
        var digits = value.SkipWhile(digit => digit == 0).ToArray();
        return Field(digits[0] >= 0x80 ? [0, .. digits] : digits);
    }

    private static byte[] Field(string text) => Field(Encoding.ASCII.GetBytes(text));

    private static byte[] Field(byte[] value)
    {
        var field = new byte[4 + value.Length];
        BinaryPrimitives.WriteInt32BigEndian(field, value.Length);
        value.CopyTo(field, 4);
        return field;
    }
}
