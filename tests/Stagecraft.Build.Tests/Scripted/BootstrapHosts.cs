namespace Stagecraft.Build.Tests.Scripted;

/// <summary>The real task with scripted hosts, for real builds: a project under test takes it instead, by this same name.</summary>
public sealed class BootstrapHosts : Tasks.BootstrapHosts
{
    public BootstrapHosts() => RunEnvironment = RunEnvironment with { Connect = _ => ScriptedHosts.Connector(), Providers = ScriptedHosts.Providers };
}
