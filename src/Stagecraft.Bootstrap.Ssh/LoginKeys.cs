namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The keys that this machine would log in with, for comparison with the key that a new host will accept.</summary>
internal sealed class LoginKeys
{
    private readonly IReadOnlyList<HostKey> keys;

    private LoginKeys(IReadOnlyList<HostKey> keys, string description) => (this.keys, Description) = (keys, description);

    public bool IsEmpty => keys.Count == 0;

    /// <summary>For messages: paths, or <c>agent (2 keys)</c>. If there is no key: the places that were searched.</summary>
    public string Description { get; }

    // A name that only patterns match, because the address of a new host is not known yet.
    private const string NewHost = "new-host";

    /// <summary>Reads the keys for a host whose address is not known yet; no host is touched.</summary>
    public static async Task<LoginKeys> LoadAsync(SshOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var routes = new SshRoutes(options, new SshConnectionFactory(TimeProvider.System));
            var settings = await routes.SettingsOfAsync(new Host { Id = NewHost, PublicIp = NewHost }, cancellationToken);
            var identities = SshIdentities.Load(settings.Keys);
            return new LoginKeys([.. identities.PublicKeys], identities.Description);
        }
        catch (Exception exception) when (exception is ConfigurationException or HostFailureException)
        {
            return new LoginKeys([], exception.Message);
        }
    }

    /// <summary>Creates login keys from public keys.</summary>
    /// <param name="description">For messages.</param>
    /// <param name="authorizedKeys">Each as a line of <c>authorized_keys</c>.</param>
    public static LoginKeys Of(string description, IEnumerable<string> authorizedKeys) =>
        new([.. authorizedKeys.Select(Read).OfType<HostKey>()], description);

    /// <summary>Whether one of the keys matches the only key that a host accepts. Also true for a text that is not a public key, because then nothing is known.</summary>
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
