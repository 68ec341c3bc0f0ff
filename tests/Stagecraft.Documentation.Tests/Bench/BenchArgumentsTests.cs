using Stagecraft.Bench;

namespace Stagecraft.Lab.Tests.Documentation.Bench;

[TestClass]
public sealed class BenchArgumentsTests
{
    [TestMethod]
    [DataRow("ready", false)]
    [DataRow("ready 250 1000", false)]
    [DataRow("peers --write 2 1", true)]
    [DataRow("scale 1 100000", false)]
    [DataRow("start 40", false)]
    [DataRow("latency --write", true)]
    [DataRow("cold 1", false)]
    [DataRow("timing --write 1000000 3600", true)]
    public void A_documented_command_line_is_accepted(string line, bool write)
    {
        var arguments = new BenchArguments(line.Split(' '));

        Assert.IsNotNull(arguments.Find());
        Assert.AreEqual(write, arguments.Write);
    }

    [TestMethod]
    [DataRow("ready 0", "the number of hosts must be a number from 1 to 250, not '0'")]
    [DataRow("ready 251", "the number of hosts must be a number from 1 to 250, not '251'")]
    [DataRow("peers 2 x", "the number of rounds must be a number from 1 to 1000, not 'x'")]
    [DataRow("scale 1 100001", "the number of hosts must be a number from 1 to 100000, not '100001'")]
    [DataRow("start -1", "the number of rounds must be a number from 1 to 1000, not '-1'")]
    [DataRow("latency 99999999999", "the number of rounds must be a number from 1 to 1000, not '99999999999'")]
    [DataRow("timing 0", "the number of measurements must be a number from 1 to 10000000, not '0'")]
    [DataRow("timing 1 0", "the number of seconds must be a number from 1 to 86400, not '0'")]
    [DataRow("cold 07", "the number of hosts must be a number from 1 to 250, not '07'")]
    public void A_number_out_of_range_is_an_error(string line, string error) =>
        Assert.AreEqual(error, Assert.ThrowsExactly<BenchException>(() => new BenchArguments(line.Split(' ')).Find()).Message);

    [TestMethod]
    public void Another_name_is_not_a_benchmark() => Assert.IsNull(new BenchArguments(["fleet"]).Find());
}
