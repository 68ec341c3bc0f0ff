using Stagecraft.Bootstrap;
using YamlDotNet.Core;

namespace Stagecraft.Configuration;

/// <summary>Converts errors of the YAML parser to messages with a location.</summary>
internal static class YamlFailure
{
    // The parser has no error codes, so its messages are matched by characteristic words.
    private static readonly (string Words, string Message)[] Known =
    [
        ("multiline plain scalar, found invalid mapping", "The previous line is neither 'key: value' nor a list item, or this line is not indented like its neighbors."),
        ("found invalid mapping", "A value is followed by another ': '. Quote values that contain ': ', or indent this line like its neighbors."),
        ("mapping values are not allowed", "A value is followed by another ': '. Quote values that contain ': ', or indent this line like its neighbors."),
        ("could not find expected ':'", "This line is neither 'key: value' nor part of a list. Check for a missing colon, a missing space after the colon, or wrong indentation."),
        ("did not find expected key", "Expected 'key: value' here. Check that the line is indented like its neighbors."),
        ("did not find expected '-' indicator", "Expected a list item ('- ') here. Check that the line is indented like its neighbors."),
        ("did not find expected ',' or '}'", "The '{' before this has no matching '}', or a ',' is missing."),
        ("did not find expected ',' or ']'", "The '[' before this has no matching ']', or a ',' is missing."),
        ("did not find expected node content", "Expected a value here. Check for an unclosed bracket or a missing value."),
        ("unexpected end of stream", "The quoted text that begins here has no closing quote."),
        ("unknown escape character", "This double-quoted text contains a '\\' that does not begin a known escape sequence. Write '\\\\', or use single quotes."),
    ];

    public static ConfigurationException For(YamlException exception, string text, string file) =>
        exception.Message.Contains("tab", StringComparison.OrdinalIgnoreCase) && FindTab(text, exception.Start.Line) is var (line, column)
            ? new ConfigurationException("YAML does not allow tabs for indentation. Use spaces.", new SourceLocation(file, line, column))
            : new ConfigurationException(Message(exception, text), YamlComposer.Locate(file, exception.Start));

    /// <summary>For the few incomplete texts for which the parser throws an unrelated exception.</summary>
    public static ConfigurationException Lost(Mark mark, string file) =>
        new("This is not valid YAML. Check for an unclosed bracket or quote before this position.", YamlComposer.Locate(file, mark));

    private static string Message(YamlException exception, string text)
    {
        foreach (var (words, message) in Known)
        {
            if (exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase)) return message;
        }

        return exception.Message.Contains("cannot start any token", StringComparison.OrdinalIgnoreCase) && exception.Start.Index < text.Length
            ? $"A value cannot begin with '{text[(int)exception.Start.Index]}'. Put it in quotes."
            : $"This is not valid YAML: {SafeText.Line(exception.Message)}";
    }

    // The location that the parser reports may be several lines above the tab.
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
