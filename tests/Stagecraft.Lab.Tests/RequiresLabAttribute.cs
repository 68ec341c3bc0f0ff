namespace Stagecraft.Lab.Tests;

/// <summary>Real hosts need Linux and root. Elsewhere the test is skipped with this reason.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresLabAttribute : ConditionBaseAttribute
{
    public RequiresLabAttribute()
        : base(ConditionMode.Include) => IgnoreMessage = "needs Linux and root to make real hosts (build/lab)";

    public static bool IsMet => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public override string GroupName => nameof(RequiresLabAttribute);

    public override bool IsConditionMet => IsMet;
}
