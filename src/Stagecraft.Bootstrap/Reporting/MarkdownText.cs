using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Text from elsewhere as literal text in GitHub's Markdown.</summary>
internal static class MarkdownText
{
    // A character reference is never markup: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
    // These are all that could begin some, in CommonMark, in GitHub's tables, strike-through, formulas, emoji and bare links.
    private static readonly HtmlEncoder Encoder = Create("!#$()*:<=>@[\\]^_`{|}~");

    /// <summary>In <c>&lt;code&gt;</c>, where GitHub makes no mention, issue or commit of a name either.</summary>
    public static string Code(string text) =>
        // A bare link may begin with this too, and with no character of its own.
        $"<code>{Encoder.Encode(text).Replace("www.", "www&#x2E;", StringComparison.Ordinal)}</code>";

    private static HtmlEncoder Create(string forbidden)
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters(forbidden.ToCharArray());
        return HtmlEncoder.Create(settings);
    }
}
