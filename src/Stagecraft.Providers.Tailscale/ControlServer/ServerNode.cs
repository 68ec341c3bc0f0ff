using System.Text.Json;

namespace Stagecraft.Providers.Tailscale;

/// <summary>A node as its control server lists it.</summary>
/// <param name="Id">The id that the server's API and the node's own status use.</param>
/// <param name="Key">The public key of the node. The status of an old client has no id, only this key.</param>
/// <param name="Name">The name in DNS: the first label, or all of it.</param>
/// <param name="Tags">The node's tags.</param>
/// <param name="IsOffline">True only if the server says that the node is not connected to it.</param>
/// <param name="LastSeen">When it was last connected. Null if the server does not say.</param>
/// <param name="IsForeign">True if the node belongs to another tailnet and is only shared with this one.</param>
internal sealed record ServerNode(string Id, string Key, string Name, IReadOnlyList<string> Tags, bool IsOffline, DateTimeOffset? LastSeen, bool IsForeign)
{
    /// <summary>
    /// A device of Tailscale's API: https://tailscale.com/api#tag/devices. <c>lastSeen</c> is absent while the device is
    /// connected. A device without <c>connectedToControl</c> does not count as offline.
    /// </summary>
    public static ServerNode? FromTailscale(JsonElement device) => device.Text("nodeId") is { Length: > 0 } id
        ? new(id, device.Text("nodeKey"), device.Text("name"), device.Texts("tags"), device.Member("connectedToControl").ValueKind == JsonValueKind.False, Time(device, "lastSeen"), device.Flag("isExternal") == true)
        : null;

    /// <summary>A node of Headscale's API. <c>givenName</c> is its name in DNS, <c>online</c> the server's own view. Recorded from 0.29.2.</summary>
    public static ServerNode? FromHeadscale(JsonElement node) => node.Text("id") is { Length: > 0 } id
        ? new(id, node.Text("nodeKey"), node.Text("givenName"), node.Texts("tags"), node.Member("online").ValueKind == JsonValueKind.False, Time(node, "lastSeen"), IsForeign: false)
        : null;

    /// <summary>Whether this is the node with that id in its status.</summary>
    public bool Is(string statusId) => statusId.Length > 0 && (Id == statusId || Key == statusId);

    /// <summary>Whether this is the node's name in DNS, written as a label or in full.</summary>
    public bool HasName(TailscaleNode node) =>
        string.Equals(Name, node.Name, StringComparison.OrdinalIgnoreCase) || string.Equals(Name.TrimEnd('.'), node.Fqdn, StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        parent.Member(name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;
}
