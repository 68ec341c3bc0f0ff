using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh.Authentication;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The keys that this machine would log in with, to compare with a key that a new host will let in.</summary>
public sealed class LoginKeys
{
    private readonly IReadOnlyList<HostKey> keys;

    private LoginKeys(IReadOnlyList<HostKey> keys, string description) => (this.keys, Description) = (keys, description);

    public bool IsEmpty => keys.Count == 0;

    /// <summary>For messages: paths, or <c>agent (2 keys)</c>. Where there is no key: what was looked at.</summary>
    public string Description { get; }

    /// <summary>Reads the keys; no host is touched.</summary>
    public static LoginKeys Load(SshOptions options)
    {
        try
        {
            var identities = SshIdentities.Load(options);
            return new LoginKeys([.. identities.PublicKeys], identities.Description);
        }
        catch (ConfigurationException exception)
        {
            return new LoginKeys([], exception.Message);
        }
    }

    /// <summary>Keys that are known by their public halves.</summary>
    /// <param name="description">For messages.</param>
    /// <param name="authorizedKeys">Each as a line of <c>authorized_keys</c>.</param>
    public static LoginKeys Of(string description, IEnumerable<string> authorizedKeys) =>
        new([.. authorizedKeys.Select(Read).OfType<HostKey>()], description);

    /// <summary>Whether one of the keys is this one, which a host accepts. Also true if the text is not a public key, since nothing is known then.</summary>
    /// <param name="authorizedKey">As a line of <c>authorized_keys</c>.</param>
    public bool Match(string authorizedKey) => Read(authorizedKey) is not { } wanted || keys.Any(wanted.Is);

    private static HostKey? Read(string authorizedKey)
    {
        foreach (var word in authorizedKey.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var blob = new byte[word.Length];
            if (word.StartsWith("AAAA", StringComparison.Ordinal) && Convert.TryFromBase64String(word, blob, out var length)) return HostKey.TryRead(blob[..length]);
        }

        return null;
    }
}
