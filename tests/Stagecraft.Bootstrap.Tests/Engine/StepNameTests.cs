namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class StepNameTests
{
    [TestMethod]
    [DataRow("connect", "preflight")]
    [DataRow("preflight", "docker")]
    [DataRow("docker", "network-install")]
    [DataRow("network-install", "network-join")]
    [DataRow("network-join", null)]
    public void Each_step_except_the_last_has_a_next_one(string step, string? next) => Assert.AreEqual(next, StepName.After(step));
}
