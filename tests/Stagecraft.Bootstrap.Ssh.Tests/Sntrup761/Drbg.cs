using System.Security.Cryptography;

namespace Stagecraft.Bootstrap.Ssh.Tests.Sntrup761;

/// <summary>The generator of the known answers: CTR_DRBG with AES-256 and without a derivation function (NIST SP 800-90A, 10.2.1).</summary>
internal sealed class Drbg
{
    private readonly byte[] key = new byte[32];
    private readonly byte[] counter = new byte[16];

    public Drbg(byte[] seed) => Update(seed);

    public void Fill(Span<byte> bytes)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        for (; bytes.Length > 0; bytes = bytes[Math.Min(16, bytes.Length)..]) Block(aes).AsSpan(0, Math.Min(16, bytes.Length)).CopyTo(bytes);
        Update(new byte[48]);
    }

    /// <summary>As the reference implementation reads random numbers: one at a time. Its only other read has 191 bytes.</summary>
    public void FillNumbers(Span<byte> bytes)
    {
        if (bytes.Length % 4 != 0) Fill(bytes);
        else
            for (var i = 0; i < bytes.Length; i += 4) Fill(bytes.Slice(i, 4));
    }

    private void Update(byte[] data)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        byte[] next = [.. Block(aes), .. Block(aes), .. Block(aes)];
        for (var i = 0; i < 48; i++) next[i] ^= data[i];
        next.AsSpan(0, 32).CopyTo(key);
        next.AsSpan(32).CopyTo(counter);
    }

    private byte[] Block(Aes aes)
    {
        for (var i = 15; i >= 0 && ++counter[i] == 0; i--)
        {
        }

        return aes.EncryptEcb(counter, PaddingMode.None);
    }
}
