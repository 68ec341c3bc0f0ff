namespace Stagecraft.Bootstrap.Ssh.Sntrup761;

/// <summary>The parameters of sntrup761, in the specification's letters, and the sizes that follow from them, in bytes.</summary>
internal static class Parameters
{
    /// <summary>The degree of the modulus x⁷⁶¹ - x - 1.</summary>
    public const int P = 761;

    /// <summary>The number of coefficients of a short polynomial that are -1 or 1.</summary>
    public const int W = 286;

    public const int SmallBytes = 191;
    public const int RoundedBytes = 1007;
    public const int HashBytes = 32;

    public const int PublicKeyBytes = 1158;
    public const int SecretKeyBytes = (2 * SmallBytes) + PublicKeyBytes + SmallBytes + HashBytes;
    public const int CiphertextBytes = RoundedBytes + HashBytes;
    public const int SharedKeyBytes = 32;
}
