using System.Globalization;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>
/// The size of the tests. Seeds are fixed, so a build never fails by chance. <c>STAGECRAFT_FUZZ=1000</c> runs a thousand
/// times as many, and <c>STAGECRAFT_FUZZ_SEED</c> sets another seed.
/// </summary>
internal static class Effort
{
    public static int Factor { get; } = (int)Read("STAGECRAFT_FUZZ", 1);

    public static int Seed { get; } = (int)Read("STAGECRAFT_FUZZ_SEED", 20_260_101);

    /// <summary>A seed in CsCheck's own format.</summary>
    public const string PropertySeed = "0N0XIzNsQ0O2";

    public static int Times(int count) => (int)Math.Min(int.MaxValue, (long)count * Factor);

    private static long Read(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;
}
