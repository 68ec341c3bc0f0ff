using Renci.SshNet;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The algorithms offered to a server: SSH.NET's order (post-quantum key exchange first), without compression and without algorithms that use SHA-1 or CBC.</summary>
internal static class Algorithms
{
    private const string Rsa = "ssh-rsa";

    private static readonly string[] PreferredCiphers =
        ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"];

    private static readonly string[] PreferredMacs = ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com"];

    public static void Restrict(ConnectionInfo connection, IHostKeyCheck hostKeys)
    {
        Remove(connection.KeyExchangeAlgorithms, name => name.EndsWith("-sha1", StringComparison.Ordinal));
        Remove(connection.Encryptions, name => name.EndsWith("-cbc", StringComparison.Ordinal));
        Remove(connection.HmacAlgorithms, name => name.StartsWith("hmac-sha1", StringComparison.Ordinal));
        // With compression, 60 KB from a host could expand to 60 MB here.
        Remove(connection.CompressionAlgorithms, name => name != "none");
        Remove(connection.HostKeyAlgorithms, name =>
            name.StartsWith(Rsa, StringComparison.Ordinal)
            || hostKeys.RefusedTypes.Contains(KeyType(name))
            || (IsCertificate(name) && !hostKeys.WantsCertificate));

        Prefer(connection.Encryptions, PreferredCiphers);
        Prefer(connection.HmacAlgorithms, PreferredMacs);
        var knownTypes = hostKeys.KnownTypes;
        Prefer(connection.HostKeyAlgorithms,
        [
            .. connection.HostKeyAlgorithms.Keys.Where(IsCertificate),
            .. connection.HostKeyAlgorithms.Keys.Where(name => !IsCertificate(name) && knownTypes.Contains(KeyType(name))),
        ]);
    }

    private static bool IsCertificate(string name) => name.Contains("-cert-", StringComparison.Ordinal);

    private static string KeyType(string name) => name.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? Rsa : name;

    private static void Remove<T>(IOrderedDictionary<string, T> offered, Func<string, bool> unwanted)
    {
        foreach (var name in offered.Keys.Where(unwanted).ToList())
            ((IDictionary<string, T>)offered).Remove(name);
    }

    private static void Prefer<T>(IOrderedDictionary<string, T> offered, string[] names)
    {
        for (var i = 0; i < names.Length; i++)
            offered.SetPosition(names[i], i);
    }
}
