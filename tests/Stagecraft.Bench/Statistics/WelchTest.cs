namespace Stagecraft.Bench.Statistics;

/// <summary>Welch's t-test: whether two classes of measurements have different means.</summary>
internal static class WelchTest
{
    /// <summary>From this absolute value of t on, the means differ.</summary>
    public const double Threshold = 4.5;

    // As in dudect (https://github.com/oreparaz/dudect): most of the thresholds are close to the slowest measurements.
    private const int Percentiles = 100;

    // A test of fewer measurements says little.
    private const int Fewest = 500;

    /// <summary>The t of two classes.</summary>
    public static double T(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var (firstMean, firstError) = Describe(first);
        var (secondMean, secondError) = Describe(second);
        var error = firstError + secondError;
        return error > 0 ? (firstMean - secondMean) / Math.Sqrt(error) : firstMean == secondMean ? 0 : double.PositiveInfinity;
    }

    /// <summary>
    /// The largest absolute value of t, for all measurements and for those below each of 100 percentiles: interruptions make single measurements
    /// right, and would hide a small difference.
    /// </summary>
    public static double LargestT(IEnumerable<double> first, IEnumerable<double> second)
    {
        double[] left = [.. first.Order()], right = [.. second.Order()], all = [.. left.Concat(right).Order()];
        var largest = Math.Abs(T(left, right));
        for (var i = 1; i <= Percentiles; i++)
        {
            var limit = all[(int)(all.Length * (1 - Math.Pow(0.5, 10.0 * i / Percentiles)))];
            var (firstCount, secondCount) = (CountBelow(left, limit), CountBelow(right, limit));
            if (firstCount >= Fewest && secondCount >= Fewest) largest = Math.Max(largest, Math.Abs(T(left.AsSpan(0, firstCount), right.AsSpan(0, secondCount))));
        }

        return largest;
    }

    // The mean, and the square of its standard error.
    private static (double Mean, double Error) Describe(ReadOnlySpan<double> values)
    {
        if (values.Length < 2) throw new ArgumentException("A class needs two values.", nameof(values));
        var (mean, squares, count) = (0.0, 0.0, 0);
        foreach (var value in values)
        {
            var difference = value - mean;
            mean += difference / ++count;
            squares += difference * (value - mean);
        }

        return (mean, squares / (count - 1) / count);
    }

    private static int CountBelow(double[] sorted, double limit)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < limit ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
