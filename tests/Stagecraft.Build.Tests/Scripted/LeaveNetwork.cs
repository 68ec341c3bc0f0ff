namespace Stagecraft.Build.Tests.Scripted;

/// <summary>The real task with scripted hosts, for real builds. A project under test uses it by the same name.</summary>
public sealed class LeaveNetwork : Tasks.LeaveNetwork
{
    public LeaveNetwork() => RunEnvironment = RunEnvironment with { Connect = _ => ScriptedHosts.Connector(), Providers = ScriptedHosts.Providers };
}
