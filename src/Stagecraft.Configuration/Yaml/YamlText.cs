using Stagecraft.Bootstrap.Settings;
using YamlDotNet.Core;

namespace Stagecraft.Configuration.Yaml;

/// <summary>YAML, and so JSON, to settings that know their place in the file.</summary>
public static class YamlText
{
    /// <param name="text">One document. An empty one is a scalar without a value.</param>
    /// <param name="file">For messages; nothing is read from it.</param>
    /// <exception cref="ConfigurationException">The text is broken, or uses what we do not accept.</exception>
    public static SettingsNode Parse(string text, string file)
    {
        // Some editors still begin a file with a byte order mark.
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
