namespace Stagecraft.Bootstrap.Ssh.Sntrup761;

/// <summary>Polynomials as bytes, as in section "Encoding" of the specification.</summary>
internal static class Encoding
{
    private const int P = Parameters.P;

    // A number below this times another one fits into 28 bits.
    private const uint Limit = 1 << 14;

    /// <summary>Coefficients -1, 0 and 1: four in a byte.</summary>
    public static void EncodeSmall(ReadOnlySpan<short> coefficients, Span<byte> encoded)
    {
        for (var i = 0; i < Parameters.SmallBytes; i++)
        {
            var value = 0;
            for (var k = 0; k < 4 && (4 * i) + k < P; k++) value |= (coefficients[(4 * i) + k] + 1) << (2 * k);
            encoded[i] = (byte)value;
        }
    }

    public static void DecodeSmall(ReadOnlySpan<byte> encoded, Span<short> coefficients)
    {
        for (var i = 0; i < P; i++) coefficients[i] = (short)(((encoded[i / 4] >> (2 * (i % 4))) & 3) - 1);
    }

    /// <summary>Coefficients modulo 4591.</summary>
    public static void EncodeFull(ReadOnlySpan<short> coefficients, Span<byte> encoded)
    {
        Span<uint> values = stackalloc uint[P];
        for (var i = 0; i < P; i++) values[i] = (uint)(coefficients[i] + 2295);
        Encode(values, 4591, encoded);
    }

    public static void DecodeFull(ReadOnlySpan<byte> encoded, Span<short> coefficients)
    {
        Span<uint> values = stackalloc uint[P];
        Decode(encoded, values, 4591);
        for (var i = 0; i < P; i++) coefficients[i] = (short)((int)values[i] - 2295);
    }

    /// <summary>Coefficients modulo 4591 that are multiples of 3.</summary>
    public static void EncodeRounded(ReadOnlySpan<short> coefficients, Span<byte> encoded)
    {
        Span<uint> values = stackalloc uint[P];
        // A third: 10923 / 2¹⁵ is exact for multiples of 3 in this range.
        for (var i = 0; i < P; i++) values[i] = (uint)(((coefficients[i] + 2295) * 10923) >> 15);
        Encode(values, 1531, encoded);
    }

    public static void DecodeRounded(ReadOnlySpan<byte> encoded, Span<short> coefficients)
    {
        Span<uint> values = stackalloc uint[P];
        Decode(encoded, values, 1531);
        for (var i = 0; i < P; i++) coefficients[i] = (short)(((int)values[i] * 3) - 2295);
    }

    // Each round joins pairs of numbers, and writes the lower bytes of those that get too large. The number of bytes depends only on the limits.
    private static void Encode(Span<uint> values, uint limit, Span<byte> encoded)
    {
        Span<uint> limits = stackalloc uint[P];
        limits.Fill(limit);
        var written = 0;
        for (var count = P; count > 1; count = (count + 1) / 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                var value = values[2 * i] + (values[(2 * i) + 1] * limits[2 * i]);
                var range = limits[2 * i] * limits[(2 * i) + 1];
                for (; range >= Limit; range = (range + 255) >> 8, value >>= 8) encoded[written++] = (byte)value;
                (values[i], limits[i]) = (value, range);
            }

            if (count % 2 != 0) (values[count / 2], limits[count / 2]) = (values[count - 1], limits[count - 1]);
        }

        for (; limits[0] > 1; limits[0] = (limits[0] + 255) >> 8, values[0] >>= 8) encoded[written++] = (byte)values[0];
        values.Clear();
    }

    // Only public keys and ciphertexts are decoded, so a division may take longer for some numbers.
    private static void Decode(ReadOnlySpan<byte> encoded, Span<uint> values, uint limit)
    {
        Span<uint> limits = stackalloc uint[values.Length];
        limits.Fill(limit);
        Decode(encoded, values, limits);
    }

    private static void Decode(ReadOnlySpan<byte> encoded, Span<uint> values, ReadOnlySpan<uint> limits)
    {
        var count = limits.Length;
        if (count == 1)
        {
            var value = 0U;
            var read = 0;
            for (var range = limits[0]; range > 1; range = (range + 255) >> 8, read++) value |= (uint)encoded[read] << (8 * read);
            values[0] = value % limits[0];
            return;
        }

        var half = (count + 1) / 2;
        Span<uint> lower = stackalloc uint[half];
        Span<int> bits = stackalloc int[half];
        Span<uint> upper = stackalloc uint[half];
        Span<uint> ranges = stackalloc uint[half];
        for (var i = 0; i < count / 2; i++)
        {
            (lower[i], bits[i]) = (0, 0);
            for (ranges[i] = limits[2 * i] * limits[(2 * i) + 1]; ranges[i] >= Limit; ranges[i] = (ranges[i] + 255) >> 8, bits[i] += 8)
            {
                lower[i] |= (uint)encoded[0] << bits[i];
                encoded = encoded[1..];
            }
        }

        if (count % 2 != 0) ranges[half - 1] = limits[count - 1];
        Decode(encoded, upper, ranges);
        for (var i = 0; i < count / 2; i++)
        {
            var (quotient, rest) = Math.DivRem(lower[i] + (upper[i] << bits[i]), limits[2 * i]);
            (values[2 * i], values[(2 * i) + 1]) = (rest, quotient % limits[(2 * i) + 1]);
        }

        if (count % 2 != 0) values[count - 1] = upper[half - 1];
    }
}
