using Microsoft.Build.Framework;
using Stagecraft.Build.Tasks;

namespace Stagecraft.Build.Tests;

[TestClass]
public sealed class VerifyBootstrappedHostsTests
{
    [TestMethod]
    [DataRow("a b", "a:success b:success", "")]
    [DataRow("b a", "a:success b:success", "")]
    [DataRow("", "a:success", "SCB2002")]
    [DataRow("a", "", "SCB2003")]
    [DataRow("a b", "a:success", "SCB2004")]
    [DataRow("a b", "a:success b:skipped", "SCB2004")]
    [DataRow("a b", "a:failed b:failed", "SCB2004 SCB2004")]
    [DataRow("a", "a:success a:failed", "SCB2004")]
    [DataRow("a", "a:Success", "SCB2004")]
    [DataRow("a", "a:", "SCB2004")]
    [DataRow("A", "a:success", "SCB2004")]
    [DataRow("a", "a:success:checked", "SCB2004")]
    public void Every_host_needs_a_successful_result(string hosts, string results, string codes)
    {
        var engine = new FakeBuildEngine();
        var task = new VerifyBootstrappedHosts
        {
            BuildEngine = engine,
            Hosts = [.. Words(hosts).Select(id => LiteralItem.Create(id))],
            Results = [.. Words(results).Select(Result)],
        };

        Assert.AreEqual(codes.Length == 0, task.Execute());

        Assert.AreEqual(codes, string.Join(' ', engine.Errors.Select(error => error.Code)));
        Assert.IsTrue(engine.Errors.All(error => error.HelpLink!.EndsWith("docs/msbuild.md#" + error.Code!.ToLowerInvariant(), StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("a", "", "a: was taken out of the network in this build.")]
    [DataRow("a b", "b:success", "a: was taken out of the network in this build.")]
    [DataRow("a", "a:success", "")]
    public void A_host_that_left_must_be_bootstrapped_again(string hosts, string results, string message)
    {
        var engine = new FakeBuildEngine();
        var task = new VerifyBootstrappedHosts
        {
            BuildEngine = engine,
            Hosts = [.. Words(hosts).Select(id => LiteralItem.Create(id))],
            Results = [.. Words(results).Select(Result)],
            Left = [Result("a:success")],
        };

        Assert.AreEqual(message.Length == 0, task.Execute());

        Assert.AreEqual(message, string.Join(' ', engine.Errors.Select(error => error.Message)));
    }

    [TestMethod]
    public void An_item_that_only_looks_like_a_result_does_not_count()
    {
        var engine = new FakeBuildEngine();

        Assert.IsFalse(new VerifyBootstrappedHosts { BuildEngine = engine, Hosts = [LiteralItem.Create("a")], Results = [LiteralItem.Create("a", ("Status", "success"))] }.Execute());
    }

    [TestMethod]
    public void A_host_that_was_prepared_without_joining_is_not_accepted()
    {
        var engine = new FakeBuildEngine();
        var prepared = LiteralItem.Create("a", ("Status", "success"), ("CheckOnly", "false"), ("NetworkJoin", "skipped"));

        Assert.IsFalse(new VerifyBootstrappedHosts { BuildEngine = engine, Hosts = [LiteralItem.Create("a")], Results = [prepared] }.Execute());

        Assert.Contains("was prepared without joining the network, so it does not accept deployments. Set join to true", engine.Errors.Single().Message!);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static ITaskItem Result(string text)
    {
        var parts = text.Split(':');
        return LiteralItem.Create(parts[0], ("Status", parts[1]), ("CheckOnly", parts.Length > 2 ? "true" : "false"), ("Message", "why"));
    }
}
