using Stagecraft.Bench.Statistics;

namespace Stagecraft.Lab.Tests.Documentation.Bench;

[TestClass]
public sealed class SeriesTests
{
    [TestMethod]
    [DataRow(new[] { 7.0 }, 7.0)]
    [DataRow(new[] { 9.0, 1.0, 2.0 }, 2.0)]
    [DataRow(new[] { 4.0, 1.0, 9.0, 2.0 }, 3.0)]
    [DataRow(new[] { 10.0, 9.0, 100.0 }, 10.0)]
    public void The_median_is_the_middle_value_or_the_mean_of_the_two_in_the_middle(double[] values, double median) =>
        Assert.AreEqual(median, new Series(values).Median);

    [TestMethod]
    public void The_range_is_that_of_the_numbers_in_any_order()
    {
        var series = new Series([10, 9, 100, 9.5]);

        Assert.AreEqual(9, series.Smallest);
        Assert.AreEqual(100, series.Largest);
    }

    [TestMethod]
    [DataRow(2, "6.17 (6.00 to 16.38)")]
    [DataRow(3, "6.170 (6.000 to 16.380)")]
    public void A_spread_has_the_median_and_the_range(int digits, string expected) =>
        Assert.AreEqual(expected, new Series([16.38, 6, 6.17]).Spread(digits));

    [TestMethod]
    public void A_ratio_is_that_of_the_medians() =>
        Assert.AreEqual("0.85", new Series([6.17, 6, 60]).RatioTo(new Series([7.29, 7.14, 7.33])));

    [TestMethod]
    public void A_series_without_values_is_an_error() => Assert.ThrowsExactly<ArgumentException>(() => new Series([]));
}
