using Stagecraft.Bench;
using Stagecraft.Bench.Benchmarks;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Documentation.Bench;

[TestClass]
public sealed class BenchmarkPageTests
{
    private const string Page = "before\n<!-- build/bench ready --write puts the table here. -->\nprevious\n<!-- end -->\nafter\n"
        + "<!-- build/bench cold --write puts the table here. -->\nother\n<!-- end -->\n";

    [TestMethod]
    public void Only_the_lines_between_the_marks_of_the_benchmark_are_replaced() =>
        Assert.AreEqual(Page.Replace("previous", "new\n\nlines"), BenchmarkPage.Replace(Page, "ready", "new\n\nlines\n"));

    [TestMethod]
    public void A_benchmark_without_marks_is_an_error() => Assert.ThrowsExactly<BenchException>(() => BenchmarkPage.Replace(Page, "peers", "new"));

    [TestMethod]
    [DataRow("ready", "")]
    [DataRow("ready", "BENCH_KEX=sntrup761x25519-sha512@openssh.com ")]
    [DataRow("ready", "BENCH_KEX=curve25519-sha256 ")]
    [DataRow("peers", "")]
    [DataRow("peers", "BENCH_KEX=curve25519-sha256 ")]
    [DataRow("scale", "")]
    [DataRow("latency", "BENCH_KEX=curve25519-sha256 ")]
    [DataRow("cold", "")]
    [DataRow("start", "")]
    [DataRow("timing", "")]
    public void The_page_has_a_place_for_the_table(string benchmark, string settings)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "benchmarks.md"));

        Assert.Contains("-->\nthe new table\n<!-- end -->", BenchmarkPage.Replace(page, benchmark, "the new table", settings));
    }
}
