using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Stagecraft.Bootstrap.Ssh.Sntrup761;

/// <summary>sntrup761 with the widest vectors of this processor. Sizes are those of <see cref="Parameters"/>.</summary>
internal static class KeyEncapsulation
{
    public static void GenerateKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        if (Vector512.IsHardwareAccelerated) Kem<Lanes512>.GenerateKeyPair(publicKey, secretKey, RandomNumberGenerator.Fill);
        else if (Vector256.IsHardwareAccelerated) Kem<Lanes256>.GenerateKeyPair(publicKey, secretKey, RandomNumberGenerator.Fill);
        else if (Vector128.IsHardwareAccelerated) Kem<Lanes128>.GenerateKeyPair(publicKey, secretKey, RandomNumberGenerator.Fill);
        else Kem<Lanes1>.GenerateKeyPair(publicKey, secretKey, RandomNumberGenerator.Fill);
    }

    public static void Decapsulate(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> secretKey, Span<byte> sharedKey)
    {
        if (Vector512.IsHardwareAccelerated) Kem<Lanes512>.Decapsulate(ciphertext, secretKey, sharedKey);
        else if (Vector256.IsHardwareAccelerated) Kem<Lanes256>.Decapsulate(ciphertext, secretKey, sharedKey);
        else if (Vector128.IsHardwareAccelerated) Kem<Lanes128>.Decapsulate(ciphertext, secretKey, sharedKey);
        else Kem<Lanes1>.Decapsulate(ciphertext, secretKey, sharedKey);
    }
}
