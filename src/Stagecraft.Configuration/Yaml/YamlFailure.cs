using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;
using YamlDotNet.Core;

namespace Stagecraft.Configuration.Yaml;

/// <summary>What the YAML parser objects to, and where, for people who do not know its insides.</summary>
internal static class YamlFailure
{
    // The parser has no error codes: its sentences are matched by their telling words.
    private static readonly (string Telling, string Message)[] Known =
    [
        ("multiline plain scalar, found invalid mapping", "The line before this is neither 'key: value' nor a list item, or this line is not indented like its neighbours."),
        ("found invalid mapping", "A value is followed by another ': '. Put a value that holds ': ' in quotes, or indent this line like its neighbours."),
        ("mapping values are not allowed", "A value is followed by another ': '. Put a value that holds ': ' in quotes, or indent this line like its neighbours."),
        ("could not find expected ':'", "This line is neither 'key: value' nor part of a list. Is a colon or its space missing, or the indentation off?"),
        ("did not find expected key", "A 'key: value' was expected here. Is the line indented like its neighbours?"),
        ("did not find expected '-' indicator", "A list item ('- ') was expected here. Is the line indented like its neighbours?"),
        ("did not find expected ',' or '}'", "The '{' before this has no matching '}', or a ',' is missing."),
        ("did not find expected ',' or ']'", "The '[' before this has no matching ']', or a ',' is missing."),
        ("did not find expected node content", "A value was expected here. Is a bracket not closed, or a value left out?"),
        ("unexpected end of stream", "The quoted text that begins here does not end. Is the closing quote missing?"),
        ("unknown escape character", "This text in double quotes holds a '\\' that begins no known escape. Write '\\\\', or use single quotes."),
    ];

    public static ConfigurationException For(YamlException exception, string text, string file) =>
        exception.Message.Contains("tab", StringComparison.OrdinalIgnoreCase) && FindTab(text, exception.Start.Line) is var (line, column)
            ? new ConfigurationException("A tab stands where YAML allows only spaces. Indent with spaces.", new SourceLocation(file, line, column))
            : new ConfigurationException(Message(exception, text), YamlComposer.Locate(file, exception.Start));

    /// <summary>For the few unfinished texts in which the parser loses its way instead of saying so.</summary>
    public static ConfigurationException Lost(Mark mark, string file) =>
        new("This is not valid YAML. Is a bracket or a quote before this not closed?", YamlComposer.Locate(file, mark));

    private static string Message(YamlException exception, string text)
    {
        foreach (var (telling, message) in Known)
        {
            if (exception.Message.Contains(telling, StringComparison.OrdinalIgnoreCase)) return message;
        }

        return exception.Message.Contains("cannot start any token", StringComparison.OrdinalIgnoreCase) && exception.Start.Index < text.Length
            ? $"A value cannot begin with '{text[(int)exception.Start.Index]}'. Put it in quotes."
            : $"This is not valid YAML: {SafeText.Line(exception.Message)}";
    }

    // The parser points at what the tab broke, which may be lines above it.
    private static (int Line, int Column)? FindTab(string text, long fromLine)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var indentation = line.Length - line.TrimStart(" \t").Length;
            var tab = line[..indentation].IndexOf('\t');
            if (++number >= fromLine && tab >= 0 && indentation < line.Length) return (number, tab + 1);
        }

        return null;
    }
}
