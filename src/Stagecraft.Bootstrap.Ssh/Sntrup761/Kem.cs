using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static Stagecraft.Bootstrap.Ssh.Sntrup761.Parameters;

namespace Stagecraft.Bootstrap.Ssh.Sntrup761;

/// <summary>Fills <paramref name="bytes"/> with random bytes.</summary>
internal delegate void RandomBytes(Span<byte> bytes);

/// <summary>
/// The key encapsulation mechanism sntrup761: Streamlined NTRU Prime, https://ntruprime.cr.yp.to/nist/ntruprime-20201007.pdf, with the parameters of
/// https://www.ietf.org/archive/id/draft-josefsson-ntruprime-ssh-02.html. Names are the specification's. Secret keys have its layout too:
/// f, 1/g, the public key, rho, and the hash of the public key.
/// </summary>
/// <remarks>No branch and no index depends on a secret, except for how many polynomials were tried for g. Nothing is allocated, and secrets are cleared.</remarks>
internal static class Kem<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const int PublicKeyAt = 2 * SmallBytes;
    private const int RhoAt = PublicKeyAt + PublicKeyBytes;
    private const int HashAt = RhoAt + SmallBytes;

    public static void GenerateKeyPair(Span<byte> publicKey, Span<byte> secretKey, RandomBytes random)
    {
        Span<short> f = stackalloc short[P], g = stackalloc short[P], reciprocal = stackalloc short[P], h = stackalloc short[P];
        do RandomSmall(g, random);
        while (!Polynomial<TLanes>.Reciprocal(g, reciprocal));
        RandomShort(f, random);
        Encoding.EncodeSmall(f, secretKey);
        Encoding.EncodeSmall(reciprocal, secretKey[SmallBytes..]);

        // h = g / (3·f)
        Polynomial<TLanes>.ReciprocalOfTriple(f, reciprocal);
        Polynomial<TLanes>.Multiply<ModQ>(reciprocal, g, h);
        Encoding.EncodeFull(h, publicKey);

        publicKey[..PublicKeyBytes].CopyTo(secretKey[PublicKeyAt..]);
        random(secretKey.Slice(RhoAt, SmallBytes));
        Hash(4, publicKey[..PublicKeyBytes], [], secretKey.Slice(HashAt, HashBytes));
        Clear(f);
        Clear(g);
        Clear(reciprocal);
    }

    /// <summary>The key that the sender of <paramref name="ciphertext"/> has. For a wrong ciphertext, a key that no one else has (implicit rejection).</summary>
    public static void Decapsulate(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> secretKey, Span<byte> sharedKey)
    {
        Span<short> r = stackalloc short[P];
        Span<byte> encodedR = stackalloc byte[SmallBytes], again = stackalloc byte[CiphertextBytes];
        Decrypt(ciphertext, secretKey, r);
        Encoding.EncodeSmall(r, encodedR);
        Hide(r, encodedR, secretKey.Slice(PublicKeyAt, PublicKeyBytes), secretKey.Slice(HashAt, HashBytes), again);

        // All bits are 1 if the ciphertexts differ. Then rho takes the place of r.
        var different = 0;
        for (var i = 0; i < CiphertextBytes; i++) different |= ciphertext[i] ^ again[i];
        var rejected = -different >> 31;
        for (var i = 0; i < SmallBytes; i++) encodedR[i] ^= (byte)(rejected & (encodedR[i] ^ secretKey[RhoAt + i]));
        Session((byte)(1 + rejected), encodedR, ciphertext[..CiphertextBytes], sharedKey);

        Clear(r);
        CryptographicOperations.ZeroMemory(encodedR);
        CryptographicOperations.ZeroMemory(again);
    }

    /// <summary>The ciphertext of r: h·r, rounded, and a hash that confirms it.</summary>
    internal static void Hide(ReadOnlySpan<short> r, ReadOnlySpan<byte> encodedR, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> publicKeyHash, Span<byte> ciphertext)
    {
        Span<short> h = stackalloc short[P], product = stackalloc short[P];
        Encoding.DecodeFull(publicKey, h);
        Polynomial<TLanes>.Multiply<ModQ>(h, r, product);
        for (var i = 0; i < P; i++) product[i] -= Mod3.Reduce(product[i]);
        Encoding.EncodeRounded(product, ciphertext);
        Clear(product);

        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(3, encodedR, [], hash);
        Hash(2, hash, publicKeyHash, ciphertext.Slice(RoundedBytes, HashBytes));
        CryptographicOperations.ZeroMemory(hash);
    }

    internal static void Session(byte prefix, ReadOnlySpan<byte> encodedR, ReadOnlySpan<byte> ciphertext, Span<byte> sharedKey)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(3, encodedR, [], hash);
        Hash(prefix, hash, ciphertext, sharedKey[..SharedKeyBytes]);
        CryptographicOperations.ZeroMemory(hash);
    }

    /// <summary>A random polynomial with exactly W coefficients that are -1 or 1.</summary>
    internal static void RandomShort(Span<short> coefficients, RandomBytes random)
    {
        Span<byte> bytes = stackalloc byte[4 * P];
        Span<uint> numbers = stackalloc uint[P];
        random(bytes);
        // W numbers that end with the bits 00 or 10, which become -1 and 1, and others that end with 01, which become 0. Sorted, they are in a random order.
        for (var i = 0; i < P; i++)
        {
            var number = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
            numbers[i] = i < W ? number & ~1U : (number & ~3U) | 1;
        }

        Sort(numbers);
        for (var i = 0; i < P; i++) coefficients[i] = (short)((int)(numbers[i] & 3) - 1);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(numbers));
    }

    private static void RandomSmall(Span<short> coefficients, RandomBytes random)
    {
        Span<byte> bytes = stackalloc byte[4 * P];
        random(bytes);
        for (var i = 0; i < P; i++)
            coefficients[i] = (short)((int)(((BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]) & 0x3fff_ffff) * 3) >> 30) - 1);
        CryptographicOperations.ZeroMemory(bytes);
    }

    // Merge exchange (Knuth, The Art of Computer Programming, algorithm 5.2.2M): which numbers are compared does not depend on them.
    private static void Sort(Span<uint> numbers)
    {
        const int top = 512; // the greatest power of 2 below P
        for (var p = top; p > 0; p /= 2)
        {
            var (q, r, distance) = (top, 0, p);
            while (true)
            {
                for (var i = 0; i < P - distance; i++)
                    if ((i & p) == r)
                    {
                        var (low, high) = (numbers[i], numbers[i + distance]);
                        // All bits are 1 if they are in the wrong order.
                        var exchanged = (low ^ high) & (uint)(((long)high - low) >> 63);
                        numbers[i] = low ^ exchanged;
                        numbers[i + distance] = high ^ exchanged;
                    }

                if (q == p) break;
                distance = q - p;
                q /= 2;
                r = p;
            }
        }
    }

    private static void Decrypt(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> secretKey, Span<short> r)
    {
        Span<short> c = stackalloc short[P], small = stackalloc short[P], product = stackalloc short[P];
        Encoding.DecodeRounded(ciphertext, c);
        Encoding.DecodeSmall(secretKey, small);
        Polynomial<TLanes>.Multiply<ModQ>(c, small, product);
        for (var i = 0; i < P; i++) product[i] = Mod3.Reduce(ModQ.Reduce(3 * product[i]));
        Encoding.DecodeSmall(secretKey[SmallBytes..], small);
        Polynomial<TLanes>.Multiply<Mod3>(product, small, r);

        // Not W coefficients: a wrong ciphertext. Then a fixed polynomial takes the place of r.
        var weight = -W;
        for (var i = 0; i < P; i++) weight += r[i] & 1;
        var wrong = (weight | -weight) >> 31;
        for (var i = 0; i < P; i++) r[i] ^= (short)(wrong & (r[i] ^ (i < W ? 1 : 0)));
        Clear(small);
        Clear(product);
    }

    private static void Hash(byte prefix, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[1 + PublicKeyBytes], output = stackalloc byte[SHA512.HashSizeInBytes];
        input = input[..(1 + first.Length + second.Length)];
        input[0] = prefix;
        first.CopyTo(input[1..]);
        second.CopyTo(input[(1 + first.Length)..]);
        SHA512.HashData(input, output);
        output[..HashBytes].CopyTo(hash);
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(output);
    }

    private static void Clear(Span<short> secret) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(secret));
}
