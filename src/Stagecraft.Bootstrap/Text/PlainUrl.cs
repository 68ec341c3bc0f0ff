using System.Diagnostics.CodeAnalysis;

namespace Stagecraft.Bootstrap;

/// <summary>An absolute http or https URL without credentials, query and fragment.</summary>
internal static class PlainUrl
{
    public static bool TryCreate(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;

    /// <summary>Whether it can also be an argument of a script.</summary>
    public static bool IsArgument(string text) => RemoteScript.IsWord(text) && TryCreate(text, out _);
}
