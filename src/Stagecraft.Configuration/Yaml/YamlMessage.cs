using Stagecraft.Bootstrap.Text;
using YamlDotNet.Core;

namespace Stagecraft.Configuration.Yaml;

/// <summary>What the YAML parser objects to, for people who do not know its insides.</summary>
internal static class YamlMessage
{
    // The parser has no error codes: its sentences are matched by their telling words.
    private static readonly (string Telling, string Message)[] Known =
    [
        ("could not find expected ':'", "This line is neither 'key: value' nor part of a list. Is a colon or its space missing, or the indentation off?"),
        ("Mapping values are not allowed", "A second ': ' in this line. Put the value in quotes, or the key on a line of its own."),
        ("did not find expected key", "A key was expected here. Is the line indented like its neighbours?"),
        ("did not find expected '-' indicator", "A list item ('- ') was expected here. Is the line indented like its neighbours?"),
        ("did not find expected ',' or '}'", "The '{' before this has no matching '}', or a ',' is missing."),
        ("did not find expected ',' or ']'", "The '[' before this has no matching ']', or a ',' is missing."),
        ("unexpected end of stream", "The file ends inside a quoted text. Is the closing quote missing?"),
        ("invalid trailing tab", "A tab stands where YAML allows only spaces."),
    ];

    public static string For(YamlException exception, string text)
    {
        if (IsTab(exception.Start, text))
            return "A tab stands where YAML allows only spaces. Indent with spaces.";

        foreach (var (telling, message) in Known)
        {
            if (exception.Message.Contains(telling, StringComparison.OrdinalIgnoreCase)) return message;
        }

        return $"This is not valid YAML: {SafeText.Line(exception.Message)}";
    }

    private static bool IsTab(Mark mark, string text) => mark.Index < text.Length && text[(int)mark.Index] == '\t';
}
