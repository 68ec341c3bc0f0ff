using Stagecraft.Bootstrap.Ssh.Sntrup761;

namespace Stagecraft.Bootstrap.Ssh.Tests.Sntrup761;

/// <summary>Numbers and polynomials, compared with plain arithmetic.</summary>
[TestClass]
public sealed class ArithmeticTests
{
    private const int P = Parameters.P;

    [TestMethod]
    public void Every_product_is_reduced_to_the_number_around_zero()
    {
        for (var value = -2295 * 2295; value <= 2295 * 2295; value++)
        {
            var reduced = ModQ.Reduce(value);
            if (reduced is < -2295 or > 2295 || (value - reduced) % 4591 != 0) Assert.Fail($"{value} became {reduced}");
        }

        for (var value = -5000; value <= 5000; value++)
        {
            var reduced = Mod3.Reduce(value);
            if (reduced is < -1 or > 1 || (value - reduced) % 3 != 0) Assert.Fail($"{value} became {reduced}");
        }
    }

    [TestMethod]
    public void Every_number_has_its_reciprocal()
    {
        for (var value = -2295; value <= 2295; value++)
            Assert.AreEqual(value == 0 ? 0 : 1, ModQ.Reduce(value * ModQ.Reciprocal((short)value)), $"{value}");
    }

    [TestMethod]
    public void A_vector_computes_what_single_numbers_do()
    {
        Check<Lanes128>();
        Check<Lanes256>();
        Check<Lanes512>();
    }

    [TestMethod]
    public void Repeated_combinations_stay_in_range()
    {
        // The greatest numbers that the division steps can reach, with the scalars that make them grow the most.
        foreach (var scalar in (short[])[-2295, 2295])
        {
            var (f, g) = (new Lanes1(2295), new Lanes1(-2295));
            for (var step = 0; step < 2 * P; step++)
            {
                g = ModQ.Combine(new Lanes1(scalar), new Lanes1(ModQ.Companion(scalar)), g, new Lanes1((short)-scalar), new Lanes1(ModQ.Companion((short)-scalar)), f);
                Assert.IsInRange(-5000, 5000, (int)g.Value);
                (f, g) = (g, f);
            }
        }
    }

    [TestMethod]
    public void A_product_of_polynomials_is_that_of_plain_arithmetic()
    {
        var random = new Random(1);
        foreach (var width in KemWidth.All)
        {
            foreach (var (left, right) in (List<(short[], short[])>)
                [
                    (Polynomial(random, 2295), Polynomial(random, 1)),
                    // The greatest sums.
                    (All(2295), All(1)), (All(-2295), All(1)), (All(2295), All(-1)),
                    (One(P - 1, 2295), One(P - 1, -1)), (One(0, 1), Polynomial(random, 1)),
                ])
                Assert.AreSequenceEqual(Product(left, right, 4591), width.Multiply<ModQ>(left, right), $"{width}");

            var (a, b) = (Polynomial(random, 1), Polynomial(random, 1));
            Assert.AreSequenceEqual(Product(a, b, 3), width.Multiply<Mod3>(a, b), $"{width}");
            Assert.AreSequenceEqual(Product(All(1), All(-1), 3), width.Multiply<Mod3>(All(1), All(-1)), $"{width}");
        }
    }

    [TestMethod]
    public void A_reciprocal_times_the_polynomial_is_one()
    {
        var random = new Random(2);
        for (var i = 0; i < 20; i++)
        {
            var value = Polynomial(random, 1);
            var reciprocal = new short[P];
            Polynomial<Lanes256>.ReciprocalOfTriple(value, reciprocal);
            Assert.AreSequenceEqual(One(0, 1), Product(Product(reciprocal, value, 4591), One(0, 3), 4591));
            if (Polynomial<Lanes256>.Reciprocal(value, reciprocal)) Assert.AreSequenceEqual(One(0, 1), Product(reciprocal, value, 3));
        }
    }

    [TestMethod]
    public void A_polynomial_without_a_reciprocal_is_reported()
    {
        // Modulo 3, this polynomial divides x⁷⁶¹ - x - 1. No other of so low a degree does.
        short[] factor = [1, 1, 0, 1, 1, 1, -1, 1, -1, 1, 0, 1, -1, -1, -1, -1, 1, 0, -1, -1];
        var value = new short[P];
        Assert.IsFalse(Polynomial<Lanes256>.Reciprocal(value, new short[P]));
        factor.CopyTo(value, 0);
        Assert.IsFalse(Polynomial<Lanes256>.Reciprocal(value, new short[P]));
        Assert.IsFalse(Polynomial<Lanes256>.Reciprocal(Product(value, Polynomial(new Random(3), 1), 3), new short[P]));
        value[0] = 0;
        Assert.IsTrue(Polynomial<Lanes256>.Reciprocal(value, new short[P]));
    }

    private static void Check<T>()
        where T : struct, ILanes<T>
    {
        var random = new Random(4);
        short[] special = [0, 1, -1, 2295, -2295, short.MaxValue, short.MinValue, 15631];
        for (var round = 0; round < 1000; round++)
        {
            short[] left = [.. Enumerable.Range(0, T.Count).Select(_ => Pick())];
            short[] right = [.. Enumerable.Range(0, T.Count).Select(_ => Pick())];
            var (a, b) = (T.Load(ref left[0]), T.Load(ref right[0]));
            Compare(a + b, (x, y) => x + y);
            Compare(a - b, (x, y) => x - y);
            Compare(a * b, (x, y) => x * y);
            Compare(a & b, (x, y) => x & y);
            Compare(a ^ b, (x, y) => x ^ y);
            Compare(T.MultiplyHigh(a, b), (x, y) => Lanes1.MultiplyHigh(x, y));
            Compare(T.Greater(a, b), (x, y) => Lanes1.Greater(x, y));
            Compare(T.All(left[0]), (_, _) => new Lanes1(left[0]));

            void Compare(T actual, Func<Lanes1, Lanes1, Lanes1> expected)
            {
                var stored = new short[T.Count];
                actual.Store(ref stored[0]);
                Assert.AreSequenceEqual(left.Zip(right, (x, y) => expected(new(x), new(y)).Value).ToArray(), stored);
            }
        }

        short Pick() => random.Next(4) == 0 ? special[random.Next(special.Length)] : (short)random.Next(short.MinValue, short.MaxValue + 1);
    }

    [TestMethod]
    public void A_single_number_computes_with_16_bits()
    {
        Assert.AreEqual(-1, Lanes1.Greater(new(short.MaxValue), new(short.MinValue)).Value);
        Assert.AreEqual(0, Lanes1.Greater(new(short.MinValue), new(short.MaxValue)).Value);
        Assert.AreEqual(0, Lanes1.Greater(new(5), new(5)).Value);
        Assert.AreEqual(16384, Lanes1.MultiplyHigh(new(short.MinValue), new(short.MinValue)).Value);
        Assert.AreEqual(-1, Lanes1.MultiplyHigh(new(-1), new(1)).Value);
    }

    private static short[] Polynomial(Random random, int limit) => [.. Enumerable.Range(0, P).Select(_ => (short)random.Next(-limit, limit + 1))];

    private static short[] All(short coefficient) => [.. Enumerable.Repeat(coefficient, P)];

    private static short[] One(int place, short coefficient) => [.. Enumerable.Range(0, P).Select(i => i == place ? coefficient : (short)0)];

    private static short[] Product(short[] left, short[] right, int modulus)
    {
        var sums = new long[2 * P];
        for (var i = 0; i < P; i++)
            for (var k = 0; k < P; k++) sums[i + k] += left[i] * right[k];
        for (var i = (2 * P) - 1; i >= P; i--)
        {
            sums[i - P] += sums[i];
            sums[i - P + 1] += sums[i];
        }

        return [.. sums.Take(P).Select(sum => (short)((((sum + (modulus / 2)) % modulus) + modulus) % modulus - (modulus / 2)))];
    }
}
