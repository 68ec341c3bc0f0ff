using System.Text.RegularExpressions;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Recognizes the text output of other tools in a document that should be a list of hosts, and names the option that prints one.</summary>
internal static partial class ForeignText
{
    /// <summary>An error for the first recognized line; null if no line is recognized.</summary>
    public static ConfigurationError? Find(string text, string file)
    {
        var number = 0;
        foreach (var span in text.AsSpan().EnumerateLines())
        {
            number++;
            // Recognized lines are short, but a document may be a single line of several megabytes.
            var line = span.Length > 1000 ? span[..1000].ToString() : span.ToString();
            // If it is the whole document, [word] is a list and not an INI section.
            if (Explain(line, isAlone: span.Trim().Length == text.AsSpan().Trim().Length) is { } message)
                return new ConfigurationError($"{message} The line: '{SafeText.Line(line)}'.", new SourceLocation(file, number, 1));
        }

        return null;
    }

    private static string? Explain(string line, bool isAlone)
    {
        if (Pulumi().IsMatch(line)) return "This is Pulumi's text output. Use 'pulumi stack output --json'.";
        if (AnsibleVariable().IsMatch(line) || (!isAlone && IniSection().IsMatch(line))) return "This is an INI inventory. A hosts document is JSON or YAML, such as [{id: app-1, publicIp: 203.0.113.7}].";
        if (HereDocument().IsMatch(line)) return "This is Terraform's text output of a string. Use 'terraform output -raw NAME' (or 'tofu output').";
        if (Assignment().IsMatch(line) || Conversion().IsMatch(line)) return "This is Terraform's text output. Use 'terraform output -json' (or 'tofu output -json').";
        return null;
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // "id" = "app-1", hosts = [, app-1 = {
    [GeneratedRegex("""^[\s{,]*("([^"\\]|\\.)*"|[A-Za-z_][\w.-]*)\s+=(\s|$)""", Options, 1000)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(^|[=\[,(])\s*to(list|set|map)\s*\(", Options, 1000)]
    private static partial Regex Conversion();

    [GeneratedRegex(@"^\s*([\w.-]+\s+=\s+)?<<[-~]?[A-Z]+\s*$", Options, 1000)]
    private static partial Regex HereDocument();

    [GeneratedRegex(@"^\s*Current stack outputs \(", Options, 1000)]
    private static partial Regex Pulumi();

    [GeneratedRegex(@"\bansible_\w+\s*=", Options, 1000)]
    private static partial Regex AnsibleVariable();

    [GeneratedRegex(@"^\[[A-Za-z_][\w.-]*(:(vars|children))?\]\s*$", Options, 1000)]
    private static partial Regex IniSection();
}
