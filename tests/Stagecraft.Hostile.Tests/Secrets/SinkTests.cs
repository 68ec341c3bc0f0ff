using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>No output contains a secret, in any scene and any format.</summary>
[TestClass]
public sealed class SinkTests
{
    private static readonly string Everything = $"{Canary.Token} {Canary.Key} {Uri.EscapeDataString(Canary.Passphrase)}";

    public static IEnumerable<object[]> ScenesAndSinks => Scene.All.SelectMany(_ => Sink.All, (scene, sink) => new object[] { scene.Name, sink.Name });

    public static IEnumerable<object[]> CrashesAndSinks =>
        ((string[])["failed", "crashed", "cancelled", "misconfigured"]).SelectMany(_ => Sink.All, (crash, sink) => new object[] { crash, sink.Name });

    [TestMethod]
    [DynamicData(nameof(ScenesAndSinks))]
    public async Task No_secret_of_a_host_is_visible(string sceneName, string sinkName)
    {
        var scene = Scene.All.Single(each => each.Name == sceneName);
        using var tool = new ToolFolder { Host = scene.Host };

        var (exit, left) = await tool.RunAsync(Sink.All.Single(each => each.Name == sinkName).Arguments);

        Assert.AreEqual(scene.Exit, exit, left);
        if (sinkName == "verbose") Assert.Contains(scene.Shown, left);
        Canary.AssertNowhere(left, $"{sceneName}, {sinkName}");
    }

    [TestMethod]
    [DynamicData(nameof(CrashesAndSinks))]
    public async Task No_secret_of_a_cloud_is_visible(string crash, string sinkName)
    {
        Exception thrown = crash switch
        {
            "failed" => new CloudException(Everything, new IOException(Everything)),
            "crashed" => new InvalidOperationException(Everything),
            "cancelled" => new CloudCancelledException(Everything, new IOException(Everything), CancellationToken.None),
            _ => new ConfigurationException(Everything),
        };
        using var tool = new ToolFolder
        {
            Host = () => ScriptedHost.Ready(),
            Cloud = section => new TokenCloud(section, progress =>
            {
                progress.Report($"asking with {Everything}\n::error::owned");
                throw thrown;
            }),
        };

        var (_, left) = await tool.RunAsync(Sink.All.Single(each => each.Name == sinkName).Arguments);

        Assert.Contains("asking with *** *** *** ::error::owned", left);
        Canary.AssertNowhere(left, crash);
    }

    [TestMethod]
    public async Task No_secret_is_visible_after_a_cancellation()
    {
        ToolFolder? running = null;
        using var tool = running = new ToolFolder
        {
            Host = () =>
            {
                var host = Scene.All.Single(scene => scene.Name == "joined").Host();
                host.OnScript = async (name, cancellationToken) =>
                {
                    if (name != "tailscale-login") return;
                    await running!.Stop.CancelAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                };
                return host;
            },
        };

        var (exit, left) = await tool.RunAsync("--verbose");

        Assert.AreEqual(130, exit, left);
        Assert.Contains("Canceled during step network-join", left);
        Canary.AssertNowhere(left, "cancelled");
    }

    [TestMethod]
    public void The_search_finds_a_planted_secret()
    {
        foreach (var form in (string[])["x CANARYKEY", "x canarykey", Convert.ToBase64String("abCANARYKEYx"u8), Convert.ToBase64String("a?>CANARYKEYx"u8).Replace('/', '_')])
            Assert.IsTrue(Canary.Holds($"text {form} text", "CANARYKEY"), form);
        Assert.IsFalse(Canary.Holds("text *** text", "CANARYKEY"));
    }
}
