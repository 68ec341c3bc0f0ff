namespace Stagecraft.Bootstrap.Cloud;

/// <summary>An SSH key that a cloud provider gives to the hosts that it creates.</summary>
/// <param name="Name">The name of the key, for messages.</param>
/// <param name="PublicKey">The public key, as a line of <c>authorized_keys</c>.</param>
public sealed record CloudLoginKey(string Name, string PublicKey);
