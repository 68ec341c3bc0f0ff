using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.Network;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The host app-1 of the fixtures, and its result.</summary>
internal static class Node
{
    public static readonly Host App = new() { Id = "1", Name = "app-1", Role = "app", PublicIp = "203.0.113.7" };

    public static Task<HostResult> RunAsync(ScriptedHost machine, params (string Key, object Value)[] settings) => RunAsync(machine, App, settings);

    public static Task<HostResult> RunAsync(ScriptedHost machine, Host host, params (string Key, object Value)[] settings) =>
        new NetworkRun(TailscaleConfig.Provider(settings)).RunAsync(host, machine);

    public static Task<HostResult> CheckAsync(ScriptedHost machine, params (string Key, object Value)[] settings) =>
        new NetworkRun(TailscaleConfig.Provider(settings)) { CheckOnly = true }.RunAsync(App, machine);

    public static ScriptedHost Machine(params string[] detected)
    {
        var machine = NetworkRun.Machine();
        foreach (var answer in detected)
            machine.On("tailscale-detect", answer);
        return machine;
    }

    public static StepResult Step(this HostResult result, string name) => result.Steps.Single(step => step.Name == name);

    public static void AssertSucceeded(this HostResult result, params string[] changes)
    {
        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        string[] details = [.. result.Steps.Where(step => step.Outcome is StepOutcome.Changed or StepOutcome.WouldChange).Select(step => step.Detail)];
        Assert.AreSequenceEqual(changes, details);
    }

    /// <summary>The message contains every one of <paramref name="parts"/>.</summary>
    public static void AssertFailed(this HostResult result, ErrorCode code, params string[] parts)
    {
        Assert.AreEqual(code, result.ErrorCode, result.Message);
        foreach (var part in parts)
            Assert.Contains(part, result.Message);
    }

    public static void AssertRan(this ScriptedHost machine, params string[] scripts) =>
        Assert.AreSequenceEqual((string[])["preflight", "tailscale-detect", .. scripts], machine.Scripts);
}
