namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>The stand-in is a Python program for Linux. Elsewhere the test is skipped with this reason.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresPythonAttribute : ConditionBaseAttribute
{
    public RequiresPythonAttribute()
        : base(ConditionMode.Include) => IgnoreMessage = "needs Linux and /usr/bin/python3 to run the Tailscale stand-in";

    public override string GroupName => nameof(RequiresPythonAttribute);

    public override bool IsConditionMet => OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3");
}
