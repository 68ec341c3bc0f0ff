using System.Globalization;
using Stagecraft.Application;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class HostShardTests
{
    [TestMethod]
    [DataRow("1/1")]
    [DataRow("4/4")]
    [DataRow("1024/1024")]
    public void A_shard_is_one_of_several(string text) => Assert.AreEqual(text, HostShard.Parse(text)?.ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow("1")]
    [DataRow("/4")]
    [DataRow("1/")]
    [DataRow("0/4")]
    [DataRow("5/4")]
    [DataRow("1/1025")]
    [DataRow("-1/4")]
    [DataRow("+1/4")]
    [DataRow(" 1/4")]
    [DataRow("1 /4")]
    [DataRow("1/4/4")]
    [DataRow("1/4294967300")]
    [DataRow("a/4")]
    [DataRow("1.0/4")]
    public void Other_text_is_not_a_shard(string text) => Assert.IsNull(HostShard.Parse(text));

    // Computed independently: shards stay the same after an update.
    [TestMethod]
    [DataRow("app-1", "1/1 2/2 3/3 4/4 1/7 64/1024")]
    [DataRow("app-2", "1/1 1/2 1/3 3/4 3/7 959/1024")]
    [DataRow("12345", "1/1 1/2 3/3 3/4 7/7 299/1024")]
    [DataRow("büro", "1/1 1/2 1/3 1/4 3/7 301/1024")]
    public void The_assignment_of_hosts_to_shards_is_a_contract(string id, string expected)
    {
        var shards = ((int[])[1, 2, 3, 4, 7, 1024]).Select(count => ShardsOf(id, count).Single());

        Assert.AreEqual(expected, string.Join(' ', shards));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(16)]
    public void Consecutive_ids_are_distributed_evenly(int count)
    {
        var sizes = Enumerable.Range(0, 3_000).GroupBy(i => ShardsOf($"host-{i}", count).Single()).Select(group => group.Count()).ToList();

        Assert.HasCount(count, sizes);
        Assert.IsLessThan(1.25 * 3_000 / count, sizes.Max());
        Assert.IsGreaterThan(0.75 * 3_000 / count, sizes.Min());
    }

    private static IEnumerable<HostShard> ShardsOf(string id, int count) => Enumerable.Range(1, count)
        .Select(i => HostShard.Parse(string.Create(CultureInfo.InvariantCulture, $"{i}/{count}"))!)
        .Where(shard => shard.Contains(new Host { Id = id }));
}
