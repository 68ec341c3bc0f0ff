using Stagecraft.Bootstrap.Ssh.Sntrup761;
using static Stagecraft.Bootstrap.Ssh.Sntrup761.Parameters;

namespace Stagecraft.Bootstrap.Ssh.Tests.Sntrup761;

/// <summary>The mechanism with vectors of one width. Widths that this processor lacks run too: .NET then replaces their operations.</summary>
internal abstract record KemWidth(string Name)
{
    public static IReadOnlyList<KemWidth> All { get; } =
        [new KemWidth<Lanes1>("one number"), new KemWidth<Lanes128>("128 bits"), new KemWidth<Lanes256>("256 bits"), new KemWidth<Lanes512>("512 bits")];

    /// <summary>The other widths take long in a debug build.</summary>
    public static KemWidth Fast { get; } = All[2];

    public abstract (byte[] PublicKey, byte[] SecretKey) GenerateKeyPair(RandomBytes random);

    public abstract byte[] Decapsulate(byte[] ciphertext, byte[] secretKey);

    /// <summary>The server's part.</summary>
    public abstract (byte[] Ciphertext, byte[] SharedKey) Encapsulate(byte[] publicKey, RandomBytes random);

    public abstract short[] Multiply<TField>(short[] left, short[] right)
        where TField : IField;

    public override string ToString() => Name;
}

internal sealed record KemWidth<TLanes>(string Name) : KemWidth(Name)
    where TLanes : struct, ILanes<TLanes>
{
    public override (byte[] PublicKey, byte[] SecretKey) GenerateKeyPair(RandomBytes random)
    {
        var (publicKey, secretKey) = (new byte[PublicKeyBytes], new byte[SecretKeyBytes]);
        Kem<TLanes>.GenerateKeyPair(publicKey, secretKey, random);
        return (publicKey, secretKey);
    }

    public override byte[] Decapsulate(byte[] ciphertext, byte[] secretKey)
    {
        var sharedKey = new byte[SharedKeyBytes];
        Kem<TLanes>.Decapsulate(ciphertext, secretKey, sharedKey);
        return sharedKey;
    }

    public override (byte[] Ciphertext, byte[] SharedKey) Encapsulate(byte[] publicKey, RandomBytes random)
    {
        var r = new short[P];
        var (encodedR, hash, ciphertext, sharedKey) = (new byte[SmallBytes], new byte[HashBytes], new byte[CiphertextBytes], new byte[SharedKeyBytes]);
        Kem<TLanes>.RandomShort(r, random);
        Encoding.EncodeSmall(r, encodedR);
        System.Security.Cryptography.SHA512.HashData([4, .. publicKey]).AsSpan(0, HashBytes).CopyTo(hash);
        Kem<TLanes>.Hide(r, encodedR, publicKey, hash, ciphertext);
        Kem<TLanes>.Session(1, encodedR, ciphertext, sharedKey);
        return (ciphertext, sharedKey);
    }

    public override short[] Multiply<TField>(short[] left, short[] right)
    {
        var product = new short[P];
        Polynomial<TLanes>.Multiply<TField>(left, right, product);
        return product;
    }
}
