using System.Buffers;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Stagecraft.Build.Tasks;

/// <summary>
/// Creates items with literal text: MSBuild does not interpret list separators, wildcards, escapes or path separators in it.
/// </summary>
internal static class LiteralItem
{
    // https://learn.microsoft.com/visualstudio/msbuild/msbuild-special-characters
    private static readonly SearchValues<char> Special = SearchValues.Create("%$@'();?*");

    public static ITaskItem Create(string identity, params ReadOnlySpan<(string Name, string? Value)> metadata)
    {
        // Not treated as a path: on Linux, MSBuild replaces backslashes in paths with slashes.
        ITaskItem2 item = new TaskItem(Escape(identity), treatAsFilePath: false);
        foreach (var (name, value) in metadata)
            item.SetMetadataValueLiteral(name, value ?? "");
        return item;
    }

    /// <summary>The value of metadata with several texts: an MSBuild list of literal texts.</summary>
    public static string List(IEnumerable<string> texts) => string.Join("; ", texts.Select(Escape));

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Special)) return text;

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (Special.Contains(c)) escaped.Append('%').Append(((int)c).ToString("x2"));
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
