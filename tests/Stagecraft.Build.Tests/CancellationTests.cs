using Stagecraft.Build.Tests.Scripted;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

[TestClass]
public sealed class CancellationTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_cancelled_run_fails_and_every_host_has_its_result(bool continueOnHostFailure)
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"), Workspace.Host("b", ScriptedHosts.Hanging), Workspace.Host("c"));
        (task.MaxParallelHosts, task.ContinueOnHostFailure) = ("1", continueOnHostFailure);

        var running = Task.Run(task.Execute);
        await Eventually.HoldsAsync(() => workspace.Connector.Connected.Count == 2);
        task.Cancel();

        Assert.IsFalse(await Eventually.EndsAsync(running));
        Assert.AreEqual("success skipped skipped", string.Join(' ', task.Results.Select(result => result.GetMetadata("Status"))));
        Assert.AreEqual("cancelled", task.Results[2].GetMetadata("ErrorCode"));
        Assert.AreEqual("a", BootstrapHostsTests.Ids(task.ReadyHosts));
        var error = workspace.Engine.Errors.Single();
        Assert.AreEqual("SCB1902", error.Code);
        Assert.AreEqual("Canceled: 2 of 3 hosts not finished (b, c). Run again to finish them; finished hosts are not changed.", error.Message);
    }

    [TestMethod]
    public void A_task_that_is_cancelled_before_it_runs_touches_nothing()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"));

        task.Cancel();

        Assert.IsFalse(task.Execute());
        Assert.AreEqual("SCB1902", workspace.Engine.Errors.Single().Code);
        Assert.AreEqual("cancelled", task.Results.Single().GetMetadata("ErrorCode"));
        Assert.IsEmpty(workspace.Connector.Connected);
    }

    [TestMethod]
    public void Cancelling_a_finished_task_does_nothing()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"));
        task.Execute();

        task.Cancel();

        Assert.IsEmpty(workspace.Engine.Errors);
    }
}
