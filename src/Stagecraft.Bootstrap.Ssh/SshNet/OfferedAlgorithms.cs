using System.Text.RegularExpressions;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The algorithms that a connection offers to the server: those of the settings, in their order, and no compression.</summary>
internal static partial class OfferedAlgorithms
{
    private const string Rsa = "ssh-rsa";

    public static void Restrict(ConnectionInfo connection, IReadOnlyList<AlgorithmList> lists, IHostKeyCheck hostKeys)
    {
        Offer(connection.KeyExchangeAlgorithms, Names(AlgorithmKind.KeyExchange));
        Offer(connection.Encryptions, Names(AlgorithmKind.Cipher));
        Offer(connection.HmacAlgorithms, Names(AlgorithmKind.Mac));
        // With compression, 60 KB from a host could expand to 60 MB here.
        Offer(connection.CompressionAlgorithms, ["none"]);
        var hostKeyNames = HostKeys(AlgorithmList.Of(AlgorithmKind.HostKey, lists), hostKeys);
        Offer(connection.HostKeyAlgorithms, hostKeyNames);
        if (hostKeyNames.Any(IsCertificate)) VerifyWithAll(connection.HostKeyAlgorithms);

        IReadOnlyList<string> Names(AlgorithmKind kind) => AlgorithmList.Of(kind, lists)?.Offered ?? kind.Offered;
    }

    /// <summary>Explains a connection whose ends have no algorithm in common; null for another failure.</summary>
    public static HostFailureException? NothingShared(Exception exception, ConnectionInfo connection, IReadOnlyList<AlgorithmList> lists, SshTarget target)
    {
        if (exception is not SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed }) return null;
        var match = NoMatch().Match(exception.Message);
        (AlgorithmKind? kind, IEnumerable<string> ours) = match.Groups["kind"].Value switch
        {
            "key exchange" => (AlgorithmKind.KeyExchange, connection.KeyExchangeAlgorithms.Keys),
            "host key" => (AlgorithmKind.HostKey, connection.HostKeyAlgorithms.Keys),
            "client encryption" or "server encryption" => (AlgorithmKind.Cipher, connection.Encryptions.Keys),
            "client MAC" or "server MAC" => (AlgorithmKind.Mac, connection.HmacAlgorithms.Keys),
            _ => (null, []),
        };
        if (kind is null) return null;

        string[] theirs = [.. match.Groups["theirs"].Value.Split(',').Where(name => !IsMarker(name))];
        var list = AlgorithmList.Of(kind, lists);
        string[] supported = [.. kind.Offered.Intersect(theirs, StringComparer.Ordinal)];
        var server = target.IsBastion ? "bastion" : "host";
        return new HostFailureException(
            ErrorCode.SshUnreachable,
            $"{target.EndpointFirst} and this client have no {kind.Noun} in common. The {server} offers {SafeText.Line(string.Join(',', theirs))}. This client offers {(ours.Any() ? string.Join(',', ours) : "none")}{(list is null ? "" : $", as {list.Setting} says")}.",
            list is null || supported.Length == 0
                ? $"Update the {server}'s SSH server. Algorithms that use SHA-1 or CBC are not supported."
                : kind == AlgorithmKind.HostKey && supported.All(IsCertificate)
                    ? "A host certificate is requested only if known_hosts has a @cert-authority line for the host. Add one."
                    : $"Add {string.Join(" or ", supported)} to {list.Setting}, or change {kind.Option} in the {server}'s sshd_config.",
            exception);
    }

    private static IReadOnlyList<string> HostKeys(AlgorithmList? list, IHostKeyCheck check)
    {
        var names = (list?.Offered ?? AlgorithmKind.HostKey.Offered)
            .Where(name => !check.RefusedTypes.Contains(KeyType(name)) && (check.WantsCertificate || !IsCertificate(name)));
        if (list is { KeepsOrder: true }) return [.. names];
        var known = check.KnownTypes;
        return [.. names.OrderBy(name => IsCertificate(name) ? 0 : known.Contains(KeyType(name)) ? 1 : 2)];
    }

    // SSH.NET verifies the signature of an authority with the offered algorithms. A list of them is not meant for authorities.
    private static void VerifyWithAll(IOrderedDictionary<string, Func<byte[], KeyHostAlgorithm>> offered)
    {
        using var none = new NoneAuthenticationMethod(SshOptions.DefaultUser);
        var all = new ConnectionInfo("localhost", SshOptions.DefaultUser, none).HostKeyAlgorithms;
        Offer(all, AlgorithmKind.HostKey.Offered);
        foreach (var name in offered.Keys.Where(IsCertificate).ToList()) offered[name] = all[name];
    }

    // Extensions (RFC 8308, and strict key exchange) that a server announces as key exchange algorithms.
    private static bool IsMarker(string name) => name.StartsWith("ext-info-", StringComparison.Ordinal) || name.StartsWith("kex-strict-", StringComparison.Ordinal);

    private static bool IsCertificate(string name) => name.Contains("-cert-", StringComparison.Ordinal);

    private static string KeyType(string name) => name.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? Rsa : name;

    private static void Offer<T>(IOrderedDictionary<string, T> all, IReadOnlyList<string> names)
    {
        foreach (var name in all.Keys.Except(names, StringComparer.Ordinal).ToList())
            ((IDictionary<string, T>)all).Remove(name);
        for (var i = 0; i < names.Count; i++)
            all.SetPosition(names[i], i);
    }

    // https://github.com/sshnet/SSH.NET/blob/develop/src/Renci.SshNet/Security/KeyExchange.cs
    [GeneratedRegex(@"^No matching (?<kind>.+) algorithm \(server offers (?<theirs>.*)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NoMatch();
}
