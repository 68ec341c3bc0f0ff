using System.Runtime.InteropServices;

namespace Stagecraft.Lab.Tests;

/// <summary>Real hosts need Linux and root; elsewhere the test is reported as skipped, with this reason.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed partial class RequiresLabAttribute() : ConditionBaseAttribute(ConditionMode.Include)
{
    public override string GroupName => nameof(RequiresLabAttribute);

    public override string? IgnoreMessage => "needs Linux and root to make real hosts (build/lab)";

    public override bool IsConditionMet => OperatingSystem.IsLinux() && EffectiveUserId() == 0;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUserId();
}
