using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// The values that bootstrap reads from <c>tailscale status --json</c>. The format may change between releases, so a value
/// that is missing or has another type counts as absent: https://github.com/tailscale/tailscale/blob/main/ipn/ipnstate/ipnstate.go
/// </summary>
internal sealed record TailscaleStatus
{
    // Limits the attempts: a warning has few braces, but the output may consist only of braces.
    private const int MaximumTries = 16;

    /// <summary>The daemon's version with its build.</summary>
    public string Version { get; private init; } = "";

    /// <summary>One of <c>NoState NeedsLogin NeedsMachineAuth Stopped Starting Running</c>.</summary>
    public string BackendState { get; private init; } = "";

    /// <summary>True if the node has logged in before, even if that login is no longer valid.</summary>
    public bool HaveNodeKey { get; private init; }

    /// <summary>The tailnet's DNS name without a final dot. Empty if the node is not in a tailnet.</summary>
    public string Tailnet { get; private init; } = "";

    public string HostName { get; private init; } = "";

    /// <summary>The node's full name without a final dot.</summary>
    public string DnsName { get; private init; } = "";

    public IReadOnlyList<string> Tags { get; private init; } = [];

    /// <summary>The node's IPv4 address in the tailnet. Null if it has none.</summary>
    public string? IPv4 { get; private init; }

    /// <summary>The node's IPv6 address in the tailnet. Null if it has none.</summary>
    public string? IPv6 { get; private init; }

    /// <summary>The addresses of the exit node that the node uses. Empty if it uses none, or one that the daemon does not know.</summary>
    public IReadOnlyList<string> ExitNodeAddresses { get; private init; } = [];

    /// <summary>The node's id on its control server; empty before a login.</summary>
    public string NodeId { get; private init; } = "";

    /// <summary>False if the daemon reports that it is not connected to its control server. This is its own view, not the server's.</summary>
    public bool Online { get; private init; } = true;

    /// <summary>False if the daemon has no network interface, so that nothing on the host reaches the tailnet.</summary>
    public bool HasInterface { get; private init; } = true;

    /// <summary>The URL where a person can approve the login. Empty if no approval is needed.</summary>
    public string AuthUrl { get; private init; } = "";

    /// <summary>The daemon's health messages, each on one line. They are sorted, because the daemon's order varies and reports must not.</summary>
    public IReadOnlyList<string> HealthMessages { get; private init; } = [];

    /// <summary>All of <see cref="HealthMessages"/> on one line.</summary>
    public string Health => string.Join("; ", HealthMessages);

    /// <summary>
    /// Null if <paramref name="text"/> does not contain such a status. Text around the JSON is ignored, and may contain braces.
    /// </summary>
    public static TailscaleStatus? Parse(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var start = -1;
        for (var tries = 0; tries < MaximumTries; tries++)
        {
            var step = utf8.AsSpan(start + 1).IndexOf((byte)'{');
            if (step < 0) return null;
            start += 1 + step;
            if (ParseAt(utf8, start) is { } status) return status;
        }

        return null;
    }

    private static TailscaleStatus? ParseAt(byte[] utf8, int start)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8.AsSpan(start));
            using var json = JsonDocument.ParseValue(ref reader);
            return Read(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape sequence that is not valid UTF-16.
            return null;
        }
    }

    private static TailscaleStatus? Read(JsonElement root)
    {
        if (root.Text("BackendState") is not { Length: > 0 } state) return null;

        var self = root.Member("Self");
        var tailnet = root.Member("CurrentTailnet");
        // Clients before 1.22 have only the deprecated member.
        var suffix = tailnet.Text("MagicDNSSuffix") is { Length: > 0 } current ? current : root.Text("MagicDNSSuffix");
        return new TailscaleStatus
        {
            Version = root.Text("Version"),
            BackendState = state,
            HaveNodeKey = root.Member("HaveNodeKey").ValueKind == JsonValueKind.True,
            Tailnet = suffix.TrimEnd('.'),
            HostName = self.Text("HostName"),
            DnsName = self.Text("DNSName").TrimEnd('.'),
            Tags = self.Texts("Tags"),
            IPv4 = Address(self, AddressFamily.InterNetwork),
            IPv6 = Address(self, AddressFamily.InterNetworkV6),
            // Prefixes: 100.64.0.3/32.
            ExitNodeAddresses = [.. root.Member("ExitNodeStatus").Texts("TailscaleIPs").Select(prefix => prefix.Split('/')[0])],
            NodeId = self.Text("ID") is { Length: > 0 } id ? id : self.Text("PublicKey"),
            Online = self.Member("Online").ValueKind != JsonValueKind.False,
            HasInterface = root.Member("TUN").ValueKind != JsonValueKind.False,
            AuthUrl = SafeText.Line(root.Text("AuthURL")),
            HealthMessages = [.. root.Texts("Health").Select(SafeText.Line).Where(message => message.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private static string? Address(JsonElement self, AddressFamily family) => self.Texts("TailscaleIPs")
        .Select(text => IPAddress.TryParse(text, out var address) ? address : null)
        .FirstOrDefault(address => address?.AddressFamily == family)?.ToString();
}
