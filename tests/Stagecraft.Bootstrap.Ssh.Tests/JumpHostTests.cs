namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class JumpHostTests
{
    [TestMethod]
    [DataRow("bastion", null, "bastion", null)]
    [DataRow("ops@bastion.example.com:2222", "ops", "bastion.example.com", 2222)]
    [DataRow("ann@example.com@203.0.113.7", "ann@example.com", "203.0.113.7", null)]
    [DataRow("[2001:db8::7]", null, "2001:db8::7", null)]
    [DataRow("ops@[2001:db8::7]:2222", "ops", "2001:db8::7", 2222)]
    public void A_jump_host_has_the_syntax_of_ssh(string text, string? user, string address, int? port)
    {
        var jump = JumpHost.ParseList(text)!.Single();

        Assert.AreEqual(new JumpHost(user, address, port), jump);
        Assert.AreEqual(text, jump.ToString());
    }

    [TestMethod]
    public void Several_jump_hosts_are_separated_by_commas() => Assert.AreSequenceEqual(
        new JumpHost[] { new("a", "one"), new(null, "two", 2222), new(null, "::1") },
        JumpHost.ParseList("a@one, two:2222,[::1]")!);

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("@bastion")]
    [DataRow("a b@bastion")]
    [DataRow("bastion:")]
    [DataRow("bastion:0")]
    [DataRow("bastion:65536")]
    [DataRow("bastion:ssh")]
    [DataRow("2001:db8::7")]
    [DataRow("[2001:db8::7")]
    [DataRow("[2001:db8::7]22")]
    [DataRow("[bastion]:22")]
    [DataRow("one,,two")]
    [DataRow("one,")]
    [DataRow("ssh://bastion")]
    [DataRow("-oProxyCommand=reboot")]
    public void An_invalid_jump_host_is_refused(string text) => Assert.IsNull(JumpHost.ParseList(text));
}
