using Stagecraft.Bootstrap.Text;
using YamlDotNet.Core;

namespace Stagecraft.Configuration.Yaml;

/// <summary>What the YAML parser objects to, for people who do not know its insides.</summary>
internal static class YamlMessage
{
    // The parser has no error codes: its sentences are matched by their telling words.
    private static readonly (string Telling, string Message)[] Known =
    [
        ("tab", "A tab stands where YAML allows only spaces. Indent with spaces."),
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

    public static string For(YamlException exception, string text)
    {
        foreach (var (telling, message) in Known)
        {
            if (exception.Message.Contains(telling, StringComparison.OrdinalIgnoreCase)) return message;
        }

        return exception.Message.Contains("cannot start any token", StringComparison.OrdinalIgnoreCase) && exception.Start.Index < text.Length
            ? $"A value cannot begin with '{text[(int)exception.Start.Index]}'. Put it in quotes."
            : $"This is not valid YAML: {SafeText.Line(exception.Message)}";
    }
}
