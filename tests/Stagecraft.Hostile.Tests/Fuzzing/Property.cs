using CsCheck;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>Checks a property with many generated values, the same in every build.</summary>
internal static class Property
{
    private const int Shrinks = 2000;

    public static void Holds<T>(Gen<T> values, int count, Action<T> check)
    {
        for (var i = 0; i < Effort.Times(count); i++)
        {
            var random = new PCG((uint)i, (ulong)Effort.Seed);
            var seed = random.ToString();
            var value = values.Generate(random, null, out _);
            try
            {
                check(value);
            }
#pragma warning disable CA1031 // With any exception, a smaller value that causes it is more helpful.
            catch (Exception)
#pragma warning restore CA1031
            {
                values.Sample(check, seed: seed, iter: Shrinks, threads: 1);
                throw;
            }
        }
    }

    /// <summary>The values, for tests that check many together.</summary>
    public static List<T> Sample<T>(Gen<T> values, int count) =>
        [.. Enumerable.Range(0, Effort.Times(count)).Select(i => values.Generate(new PCG((uint)i, (ulong)Effort.Seed), null, out _))];
}
