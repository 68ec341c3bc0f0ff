using System.Globalization;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>
/// How much is tried. Seeds are fixed, so a build is never red by chance; <c>STAGECRAFT_FUZZ=1000</c> tries a thousand
/// times as much, and <c>STAGECRAFT_FUZZ_SEED</c> something else.
/// </summary>
internal static class Effort
{
    public static int Factor { get; } = (int)Read("STAGECRAFT_FUZZ", 1);

    public static int Seed { get; } = (int)Read("STAGECRAFT_FUZZ_SEED", 20_260_101);

    /// <summary>CsCheck's own form of a seed.</summary>
    public const string PropertySeed = "0N0XIzNsQ0O2";

    public static int Times(int count) => (int)Math.Min(int.MaxValue, (long)count * Factor);

    private static long Read(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;
}
