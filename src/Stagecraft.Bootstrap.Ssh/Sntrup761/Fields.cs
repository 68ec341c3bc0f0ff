using System.Runtime.CompilerServices;

namespace Stagecraft.Bootstrap.Ssh.Sntrup761;

/// <summary>The integers modulo a prime, as numbers around zero. Nothing here branches on a number.</summary>
internal interface IField
{
    static abstract short Modulus { get; }

    /// <summary>The number around zero that is equal modulo the prime. The absolute value of the argument is at most 2295².</summary>
    static abstract short Reduce(int value);

    /// <summary>A factor that belongs to the scalar <paramref name="value"/> in <see cref="Combine"/>.</summary>
    static abstract short Companion(short value);

    /// <summary>
    /// In each lane <c>f0·g - g0·f</c>, times a constant that is the same in each call. The scalars are reduced; the lanes can be the result of
    /// earlier calls.
    /// </summary>
    static abstract T Combine<T>(T f0, T f0Companion, T g, T g0, T g0Companion, T f)
        where T : struct, ILanes<T>;
}

/// <summary>Modulo 4591: numbers from -2295 to 2295.</summary>
internal readonly struct ModQ : IField
{
    // 4591⁻¹ mod 2¹⁶
    private const int Inverse = 15631;

    public static short Modulus => 4591;

    public static short Reduce(int value)
    {
        // 3831885438 is 2⁴⁴ / 4591, rounded. The quotient is rounded to the nearest integer; it is exact for products of two reduced numbers.
        var quotient = (int)(((value * 3_831_885_438L) + (1L << 43)) >> 44);
        return (short)(value - (4591 * quotient));
    }

    public static short Companion(short value) => (short)(value * Inverse);

    // Montgomery's reduction: the constant is 2⁻¹⁶. The results stay below 5000: (2295·5000 / 2¹⁶ + 4591 / 2) · 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Combine<T>(T f0, T f0Companion, T g, T g0, T g0Companion, T f)
        where T : struct, ILanes<T>
    {
        var q = T.All(4591);
        return T.MultiplyHigh(f0, g) - T.MultiplyHigh(f0Companion * g, q) - (T.MultiplyHigh(g0, f) - T.MultiplyHigh(g0Companion * f, q));
    }

    /// <summary>1 / value, as value⁴⁵⁸⁹ (Fermat). 0 for 0.</summary>
    public static short Reciprocal(short value)
    {
        short result = 1;
        for (var bit = 12; bit >= 0; bit--)
        {
            result = Reduce(result * result);
            if (((4589 >> bit) & 1) != 0) result = Reduce(result * value);
        }

        return result;
    }
}

/// <summary>Modulo 3: -1, 0 and 1.</summary>
internal readonly struct Mod3 : IField
{
    public static short Modulus => 3;

    // 10923 / 2¹⁵ is a third and 0.00001. A third of a number up to 5000 then rounds to the right integer: one that is not exact is 1/3 away.
    public static short Reduce(int value) => (short)(value - (3 * (((value * 10923) + (1 << 14)) >> 15)));

    public static short Companion(short value) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Combine<T>(T f0, T f0Companion, T g, T g0, T g0Companion, T f)
        where T : struct, ILanes<T>
    {
        var value = (f0 * g) - (g0 * f);
        return value - (T.Greater(value, T.All(1)) & T.All(3)) + (T.Greater(T.All(-1), value) & T.All(3));
    }
}
