using System.Buffers.Binary;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>Reads SSH wire types (RFC 4251, section 5) sequentially.</summary>
/// <remarks>Throws <see cref="ArgumentException"/> if a message ends too early.</remarks>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    public uint ReadUInt32()
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(rest);
        rest = rest[4..];
        return value;
    }

    public byte[] ReadString()
    {
        var length = checked((int)Math.Min(ReadUInt32(), int.MaxValue));
        var value = rest[..length].ToArray();
        rest = rest[length..];
        return value;
    }
}
