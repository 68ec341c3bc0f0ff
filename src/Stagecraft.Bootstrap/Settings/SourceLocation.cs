using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Settings;

/// <summary>A place in a file; line and column count from 1.</summary>
public readonly record struct SourceLocation(string File, int Line, int Column)
{
    public override string ToString() => $"{SafeText.WholeLine(File)}:{Line}:{Column}";
}
