using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Stagecraft.Bootstrap.Ssh.Sntrup761;

/// <summary>
/// Products and reciprocals of polynomials modulo x⁷⁶¹ - x - 1, whose coefficients are integers modulo 4591 or 3.
/// Each takes the same time for all polynomials of a kind.
/// </summary>
internal static class Polynomial<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const int P = Parameters.P;

    // P + 1 coefficients, rounded up to whole vectors of any width. Between the margins.
    private const int Padded = 768;
    private const int Margin = 32;
    private const int Length = Margin + Padded + Margin;

    /// <summary>left·right. Each coefficient of <paramref name="right"/> is -1, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TField>(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> product)
        where TField : IField
    {
        Span<short> factor = stackalloc short[Length];
        Span<short> all = stackalloc short[(2 * Padded) + Margin];
        factor.Clear();
        all.Clear();
        left[..P].CopyTo(factor[Margin..]);
        ref var lower = ref MemoryMarshal.GetReference(factor);
        ref var sums = ref MemoryMarshal.GetReference(all);

        for (var k = 0; k < (2 * P) - 1; k += TLanes.Count)
        {
            // Coefficient k is the sum of left[k - i]·right[i]. Twelve products and a reduced number fit into 16 bits.
            var sum = TLanes.All(0);
            var last = Math.Min(P - 1, k + TLanes.Count - 1);
            for (var i = Math.Max(0, k - (P - 1)); i <= last;)
            {
                for (var end = Math.Min(i + 12, last + 1); i < end; i++)
                    sum += TLanes.All(right[i]) * TLanes.Load(ref Unsafe.Add(ref lower, Margin + k - i));
                sum = Reduce<TField>(sum);
            }

            sum.Store(ref Unsafe.Add(ref sums, k));
        }

        // x⁷⁶¹ = x + 1, so coefficient P + i is added to those of i and i + 1.
        for (var i = 0; i < P; i++)
            product[i] = TField.Reduce(all[i] + all[i + P] + (i == 0 ? 0 : all[i + P - 1]));

        Clear(factor);
        Clear(all);
    }

    /// <summary>1 / (3·value) modulo 4591. Each coefficient of <paramref name="value"/> is -1, 0 or 1, and not all are 0.</summary>
    public static void ReciprocalOfTriple(ReadOnlySpan<short> value, Span<short> reciprocal) =>
        // 1/3 = -1530
        Reciprocal<ModQ>(value, -1530, reciprocal);

    /// <summary>1 / value modulo 3.</summary>
    /// <returns>Whether <paramref name="value"/> has a reciprocal.</returns>
    public static bool Reciprocal(ReadOnlySpan<short> value, Span<short> reciprocal) => Reciprocal<Mod3>(value, 1, reciprocal);

    /// <remarks>
    /// The division steps of Bernstein and Yang, https://eprint.iacr.org/2019/266, section 6: with f = 1 - x⁷⁶⁰ - x⁷⁶¹ (the modulus with its
    /// coefficients in reverse order) and g = value in reverse order, 2·761 - 1 steps end with a constant f. v and r record by which multiples of
    /// g the steps got f and g; so v / f is the reciprocal, in reverse order.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Reciprocal<TField>(ReadOnlySpan<short> value, short start, Span<short> reciprocal)
        where TField : IField
    {
        Span<short> polynomials = stackalloc short[4 * Length];
        polynomials.Clear();
        ref var f = ref MemoryMarshal.GetReference(polynomials[Margin..]);
        ref var g = ref Unsafe.Add(ref f, Length);
        ref var v = ref Unsafe.Add(ref g, Length);
        ref var r = ref Unsafe.Add(ref v, Length);
        f = 1;
        Unsafe.Add(ref f, P - 1) = -1;
        Unsafe.Add(ref f, P) = -1;
        r = start;
        for (var i = 0; i < P; i++) Unsafe.Add(ref g, P - 1 - i) = value[i];

        var delta = 1;
        for (var step = 0; step < (2 * P) - 1; step++)
        {
            int f0 = TField.Reduce(f), g0 = TField.Reduce(g);
            // All bits are 1 if delta > 0 and g0 != 0. Then f and g are exchanged, and so are v and r.
            var exchange = (-delta & (g0 | -g0)) >> 31;
            delta = (delta ^ (exchange & (delta ^ -delta))) + 1;
            var difference = exchange & (f0 ^ g0);
            f0 ^= difference;
            g0 ^= difference;

            var mask = TLanes.All((short)exchange);
            var allF0 = TLanes.All((short)f0);
            var allG0 = TLanes.All((short)g0);
            var f0Companion = TLanes.All(TField.Companion((short)f0));
            var g0Companion = TLanes.All(TField.Companion((short)g0));

            // g = (f0·g - g0·f) / x: each result is stored one place lower. The vectors above are still unchanged.
            for (var i = 0; i < Padded; i += TLanes.Count)
            {
                var oldF = TLanes.Load(ref Unsafe.Add(ref f, i));
                var oldG = TLanes.Load(ref Unsafe.Add(ref g, i));
                var exchanged = mask & (oldF ^ oldG);
                var newF = oldF ^ exchanged;
                newF.Store(ref Unsafe.Add(ref f, i));
                TField.Combine(allF0, f0Companion, oldG ^ exchanged, allG0, g0Companion, newF).Store(ref Unsafe.Add(ref g, i - 1));
            }

            // v = v·x, then as above: read one place lower, so from the last vector to the first.
            for (var i = Padded - TLanes.Count; i >= 0; i -= TLanes.Count)
            {
                var oldV = TLanes.Load(ref Unsafe.Add(ref v, i - 1));
                var oldR = TLanes.Load(ref Unsafe.Add(ref r, i));
                var exchanged = mask & (oldV ^ oldR);
                var newV = oldV ^ exchanged;
                newV.Store(ref Unsafe.Add(ref v, i));
                TField.Combine(allF0, f0Companion, oldR ^ exchanged, allG0, g0Companion, newV).Store(ref Unsafe.Add(ref r, i));
            }
        }

        // f is -1 or 1 modulo 3, so it is its own reciprocal there.
        var scale = TField.Reduce(f);
        if (typeof(TField) == typeof(ModQ)) scale = ModQ.Reciprocal(scale);
        for (var i = 0; i < P; i++)
            reciprocal[i] = TField.Reduce(scale * TField.Reduce(Unsafe.Add(ref v, P - 1 - i)));
        Clear(polynomials);
        return delta == 0;
    }

    // Numbers up to 13 · (modulus - 1) / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Reduce<TField>(TLanes value)
        where TField : IField
    {
        var modulus = TField.Modulus;
        value = Reduce(value, (short)(2 * modulus), (short)(4 * modulus));
        value = Reduce(value, modulus, (short)(2 * modulus));
        return Reduce(value, (short)((modulus - 1) / 2), modulus);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Reduce(TLanes value, short limit, short multiple) =>
        value - (TLanes.Greater(value, TLanes.All(limit)) & TLanes.All(multiple)) + (TLanes.Greater(TLanes.All((short)-limit), value) & TLanes.All(multiple));

    private static void Clear(Span<short> secret) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(secret));
}
