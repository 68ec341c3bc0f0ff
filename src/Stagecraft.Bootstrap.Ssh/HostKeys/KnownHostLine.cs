namespace Stagecraft.Bootstrap.Ssh;

/// <summary>One line of known_hosts: <c>[marker] hosts type base64 [comment]</c>.</summary>
internal sealed record KnownHostLine(string Path, int Number, KnownHostMarker Marker, HostPattern Hosts, HostKey Key)
{
    /// <summary>For messages: <c>PATH:LINE</c>.</summary>
    public string Location => $"{Path}:{Number}";

    /// <summary>The parsed line; null for a blank line, a comment, or a line that OpenSSH skips as malformed.</summary>
    /// <remarks>See <c>hostkeys_foreach_file</c>: https://github.com/openssh/openssh-portable/blob/master/hostfile.c</remarks>
    public static KnownHostLine? Parse(string text, int number, string path)
    {
        var words = text.Split([' ', '\t', '\r'], 5, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0].StartsWith('#')) return null;

        var marker = KnownHostMarker.None;
        if (words[0].StartsWith('@'))
        {
            switch (words[0])
            {
                case "@cert-authority": marker = KnownHostMarker.CertAuthority; break;
                case "@revoked": marker = KnownHostMarker.Revoked; break;
                default: return null;
            }

            words = words[1..];
        }

        return words.Length >= 3 && HostPattern.Parse(words[0]) is { } hosts && HostKey.TryParse(words[1], words[2]) is { } key
            ? new KnownHostLine(path, number, marker, hosts, key)
            : null;
    }
}

/// <summary>The meaning of the key in a line of known_hosts.</summary>
internal enum KnownHostMarker
{
    /// <summary>The host's own key.</summary>
    None,

    /// <summary><c>@cert-authority</c>: the key signs host certificates.</summary>
    CertAuthority,

    /// <summary><c>@revoked</c>: the key must not be accepted.</summary>
    Revoked,
}
