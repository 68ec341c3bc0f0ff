using System.Security.Cryptography;
using Stagecraft.Bootstrap.Ssh.Sntrup761;
using Stagecraft.Bootstrap.Ssh.Tests.Sntrup761;
using static Stagecraft.Bootstrap.Ssh.Sntrup761.Parameters;

namespace Stagecraft.Bench.Timing;

/// <summary>An operation whose time must not depend on the class of its input.</summary>
internal abstract class TimedOperation
{
    /// <summary>The size of an input.</summary>
    public abstract int InputBytes { get; }

    /// <summary>Creates an input of the first or the second class.</summary>
    public abstract void Prepare(bool second, Span<byte> input);

    /// <summary>The measured part. It allocates nothing.</summary>
    /// <returns>Whether the measurement counts.</returns>
    public abstract bool Run(ReadOnlySpan<byte> input);
}

/// <summary>A key from fixed random bytes, or from new ones.</summary>
internal sealed class KeyGeneration<TLanes> : TimedOperation
    where TLanes : struct, ILanes<TLanes>
{
    // How many polynomials are tried for g is public: the others are thrown away. Only keys that needed one count.
    private const int Draws = 3;

    private readonly byte[] publicKey = new byte[PublicKeyBytes];
    private readonly byte[] secretKey = new byte[SecretKeyBytes];
    private readonly byte[] drawn;
    private readonly byte[] fixedInput;
    private readonly RandomBytes draw;
    private int position;
    private int draws;

    public KeyGeneration()
    {
        (drawn, fixedInput, draw) = (new byte[InputBytes], new byte[InputBytes], Draw);
        do RandomNumberGenerator.Fill(fixedInput);
        while (!Run(fixedInput));
    }

    // g, f and rho.
    public override int InputBytes => (2 * 4 * P) + SmallBytes;

    public override void Prepare(bool second, Span<byte> input)
    {
        if (second) RandomNumberGenerator.Fill(input);
        else fixedInput.CopyTo(input);
    }

    public override bool Run(ReadOnlySpan<byte> input)
    {
        input.CopyTo(drawn);
        (position, draws) = (0, 0);
        Kem<TLanes>.GenerateKeyPair(publicKey, secretKey, draw);
        return draws == Draws;
    }

    private void Draw(Span<byte> bytes)
    {
        draws++;
        // Another try.
        if (position + bytes.Length > drawn.Length) RandomNumberGenerator.Fill(bytes);
        else drawn.AsSpan(position, bytes.Length).CopyTo(bytes);
        position += bytes.Length;
    }
}

/// <summary>What a decapsulation is given: an input is a secret key and a ciphertext.</summary>
internal abstract class Decapsulation<TLanes> : TimedOperation
    where TLanes : struct, ILanes<TLanes>
{
    private readonly byte[] sharedKey = new byte[SharedKeyBytes];

    protected Decapsulation() => (PublicKey, SecretKey) = KemWidth.Fast.GenerateKeyPair(RandomNumberGenerator.Fill);

    public override int InputBytes => SecretKeyBytes + CiphertextBytes;

    protected byte[] PublicKey { get; }

    protected byte[] SecretKey { get; }

    public override bool Run(ReadOnlySpan<byte> input)
    {
        Kem<TLanes>.Decapsulate(input[SecretKeyBytes..], input[..SecretKeyBytes], sharedKey);
        return true;
    }

    protected byte[] Encapsulate() => KemWidth.Fast.Encapsulate(PublicKey, RandomNumberGenerator.Fill).Ciphertext;
}

/// <summary>A fixed secret key, or new secrets with the same public key and ciphertext.</summary>
internal sealed class SecretKeys<TLanes> : Decapsulation<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly byte[] ciphertext;

    public SecretKeys() => ciphertext = Encapsulate();

    public override void Prepare(bool second, Span<byte> input)
    {
        SecretKey.CopyTo(input);
        ciphertext.CopyTo(input[SecretKeyBytes..]);
        if (!second) return;
        Span<short> f = stackalloc short[P];
        Kem<TLanes>.RandomShort(f, RandomNumberGenerator.Fill);
        Encoding.EncodeSmall(f, input);
        for (var i = 0; i < P; i++) f[i] = (short)(RandomNumberGenerator.GetInt32(3) - 1);
        Encoding.EncodeSmall(f, input[SmallBytes..]);
        RandomNumberGenerator.Fill(input.Slice((2 * SmallBytes) + PublicKeyBytes, SmallBytes));
    }
}

/// <summary>A fixed ciphertext, or new ones. All are right.</summary>
internal sealed class Ciphertexts<TLanes> : Decapsulation<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly byte[] ciphertext;

    public Ciphertexts() => ciphertext = Encapsulate();

    public override void Prepare(bool second, Span<byte> input)
    {
        SecretKey.CopyTo(input);
        (second ? Encapsulate() : ciphertext).CopyTo(input[SecretKeyBytes..]);
    }
}

/// <summary>New ciphertexts: right ones, and ones with a wrong hash, which are rejected.</summary>
internal sealed class WrongCiphertexts<TLanes> : Decapsulation<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public override void Prepare(bool second, Span<byte> input)
    {
        SecretKey.CopyTo(input);
        Encapsulate().CopyTo(input[SecretKeyBytes..]);
        if (second) RandomNumberGenerator.Fill(input.Slice(SecretKeyBytes + RoundedBytes, HashBytes));
    }
}

/// <summary>New ciphertexts, all right: two classes without a difference.</summary>
internal sealed class EqualClasses<TLanes> : Decapsulation<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public override void Prepare(bool second, Span<byte> input)
    {
        SecretKey.CopyTo(input);
        Encapsulate().CopyTo(input[SecretKeyBytes..]);
    }
}

/// <summary>A decapsulation with a mistake: a comparison with another ciphertext that stops at the first difference.</summary>
internal sealed class LeakyDecapsulation<TLanes> : Decapsulation<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public override int InputBytes => base.InputBytes + CiphertextBytes;

    public override void Prepare(bool second, Span<byte> input)
    {
        SecretKey.CopyTo(input);
        var ciphertext = Encapsulate();
        ciphertext.CopyTo(input[SecretKeyBytes..]);
        (second ? Encapsulate() : ciphertext).CopyTo(input[base.InputBytes..]);
    }

    public override bool Run(ReadOnlySpan<byte> input)
    {
        base.Run(input[..base.InputBytes]);
        return FirstDifference(input[SecretKeyBytes..base.InputBytes], input[base.InputBytes..]) >= 0;
    }

    private static int FirstDifference(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var i = 0;
        while (i < left.Length && left[i] == right[i]) i++;
        return i;
    }
}
