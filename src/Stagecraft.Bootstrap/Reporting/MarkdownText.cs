using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Writes untrusted text as literal text in GitHub's Markdown.</summary>
internal static class MarkdownText
{
    // A character reference is never markup: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
    // These characters can start markup in CommonMark, and in GitHub's tables, strikethrough, formulas, emoji and autolinks.
    private static readonly HtmlEncoder Encoder = Create("!#$()*:<=>@[\\]^_`{|}~");

    /// <summary>In <c>&lt;code&gt;</c>, where GitHub does not link mentions, issues or commits either.</summary>
    public static string Code(string text) =>
        // An autolink may also begin with "www.", which has no special character.
        $"<code>{Encoder.Encode(text).Replace("www.", "www&#x2E;", StringComparison.Ordinal)}</code>";

    private static HtmlEncoder Create(string forbidden)
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters(forbidden.ToCharArray());
        return HtmlEncoder.Create(settings);
    }
}
