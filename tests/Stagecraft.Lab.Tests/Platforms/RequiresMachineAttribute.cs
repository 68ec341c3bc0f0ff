namespace Stagecraft.Lab.Tests.Platforms;

/// <summary>A machine without hardware support keeps two processors busy for minutes. Therefore only <c>build/machine</c> runs the test.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresMachineAttribute : ConditionBaseAttribute
{
    public RequiresMachineAttribute()
        : base(ConditionMode.Include) => IgnoreMessage = "boots a machine with its own kernel, which is slow: run build/machine as root";

    public override string GroupName => nameof(RequiresMachineAttribute);

    public override bool IsConditionMet => RequiresLabAttribute.IsMet && Environment.GetEnvironmentVariable("STAGECRAFT_MACHINE") is { Length: > 0 };
}
