using System.Text.Json.Nodes;

namespace Stagecraft.Providers.Tests.Tailscale.ControlServer;

/// <summary>A node of <see cref="ControlServerStandIn"/>.</summary>
internal sealed record StandInNode(string Id, string Name)
{
    public string Key => "nodekey:" + Id.ToLowerInvariant().PadLeft(64, '0');

    public IReadOnlyList<string> Tags { get; init; } = ["tag:app", "tag:stagecraft"];

    public bool Online { get; init; }

    /// <summary>Null: the server has never seen it.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    public bool IsExternal { get; init; }

    /// <summary>A device of Tailscale's API. <c>lastSeen</c> is absent while it is connected.</summary>
    public JsonObject Device()
    {
        var device = new JsonObject
        {
            ["addresses"] = new JsonArray("100.87.74.78", "fd7a:115c:a1e0:ac82:4843:ca90:697d:c36e"),
            ["id"] = "92960230385",
            ["nodeId"] = Id,
            ["user"] = "amelie@example.com",
            ["name"] = $"{Name}.example.ts.net",
            ["hostname"] = Name,
            ["clientVersion"] = "1.102.5-t1241b225b-g0520dfda5",
            ["updateAvailable"] = false,
            ["os"] = "linux",
            ["created"] = "2025-12-01T05:23:30Z",
            ["connectedToControl"] = Online,
            ["keyExpiryDisabled"] = true,
            ["expires"] = "2026-05-30T04:44:05Z",
            ["authorized"] = true,
            ["isExternal"] = IsExternal,
            ["isEphemeral"] = false,
            ["machineKey"] = "mkey:" + Key[8..],
            ["nodeKey"] = Key,
            ["blocksIncomingConnections"] = false,
            ["enabledRoutes"] = new JsonArray(),
            ["advertisedRoutes"] = new JsonArray(),
            ["tailnetLockError"] = "",
            ["tailnetLockKey"] = "",
            ["tags"] = new JsonArray([.. Tags.Select(tag => (JsonNode)tag)]),
        };
        if (!Online && LastSeen is { } seen) device["lastSeen"] = seen.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        return device;
    }

    /// <summary>A node of Headscale's API, with the members of the recording.</summary>
    public JsonObject HeadscaleNode()
    {
        static JsonObject User(string id, string name) => new()
        {
            ["id"] = id,
            ["name"] = name,
            ["createdAt"] = "0001-01-01T00:00:00Z",
            ["displayName"] = "",
            ["email"] = "",
            ["providerId"] = "",
            ["provider"] = "",
            ["profilePicUrl"] = "",
        };
        return new JsonObject
        {
            ["id"] = Id,
            ["machineKey"] = "mkey:" + Key[8..],
            ["nodeKey"] = Key,
            ["discoKey"] = "discokey:" + Key[8..],
            ["ipAddresses"] = new JsonArray("100.64.0.3", "fd7a:115c:a1e0::3"),
            ["name"] = Name.Split('-')[0],
            ["user"] = User("2147455555", "tagged-devices"),
            ["lastSeen"] = LastSeen?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'"),
            ["expiry"] = null,
            ["preAuthKey"] = new JsonObject
            {
                ["user"] = User("1", "ops"),
                ["id"] = "1",
                ["key"] = "hskey-auth-rPX28sQshoot-***",
                ["reusable"] = true,
                ["ephemeral"] = false,
                ["used"] = false,
                ["expiration"] = "2026-11-27T19:33:17.372419610Z",
                ["createdAt"] = "2026-11-26T19:33:17.373020090Z",
                ["aclTags"] = new JsonArray([.. Tags.Select(tag => (JsonNode)tag)]),
            },
            ["createdAt"] = "2026-11-26T19:33:23.843577090Z",
            ["registerMethod"] = "REGISTER_METHOD_AUTH_KEY",
            ["givenName"] = Name,
            ["online"] = Online,
            ["approvedRoutes"] = new JsonArray(),
            ["availableRoutes"] = new JsonArray(),
            ["subnetRoutes"] = new JsonArray(),
            ["tags"] = new JsonArray([.. Tags.Select(tag => (JsonNode)tag)]),
        };
    }
}
