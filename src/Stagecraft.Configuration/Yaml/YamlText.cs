using Stagecraft.Bootstrap;
using YamlDotNet.Core;

namespace Stagecraft.Configuration;

/// <summary>Parses YAML, which includes JSON, into settings with their locations in the file.</summary>
internal static class YamlText
{
    /// <param name="text">One document. An empty document becomes a scalar without a value.</param>
    /// <param name="file">For messages; nothing is read from it.</param>
    /// <exception cref="ConfigurationException">The text is invalid, or uses an unsupported feature.</exception>
    public static SettingsNode Parse(string text, string file)
    {
        // Some editors write a byte order mark.
        text = text.TrimStart('\ufeff');
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        try
        {
            return new YamlComposer(parser, text, file).Compose();
        }
        catch (YamlException exception)
        {
            throw YamlFailure.For(exception, text, file);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            throw YamlFailure.Lost(parser.Current?.End ?? Mark.Empty, file);
        }
    }
}
