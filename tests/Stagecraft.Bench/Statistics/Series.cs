using System.Globalization;

namespace Stagecraft.Bench.Statistics;

/// <summary>The values of one measure, one per round.</summary>
internal sealed class Series
{
    private readonly double[] sorted;

    public Series(IEnumerable<double> values)
    {
        sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("There is no value.", nameof(values));
    }

    public double Smallest => sorted[0];

    public double Largest => sorted[^1];

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public double Median => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>The ratio of the medians, with two digits.</summary>
    public string RatioTo(Series other) => (Median / other.Median).ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>The median, with the range in brackets: <c>6.17 (6.00 to 6.38)</c>.</summary>
    public string Spread(int digits = 2)
    {
        return $"{Number(Median)} ({Number(Smallest)} to {Number(Largest)})";

        string Number(double value) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
