using System.Buffers;

namespace Stagecraft.Bootstrap;

/// <summary>The written forms of key fingerprints that a configuration pins.</summary>
internal static class Fingerprint
{
    /// <summary>The number of hex digits of an OpenPGP key's fingerprint.</summary>
    public const int ArchiveKeyLength = 40;

    private const string HostKeyPrefix = "SHA256:";
    private const int HostKeyLength = 43;

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Whether it is the fingerprint of an archive's OpenPGP key, as printed by <c>gpg --show-keys</c>, without spaces.</summary>
    public static bool IsArchiveKey(string text) => text.Length == ArchiveKeyLength && text.All(char.IsAsciiHexDigit);

    /// <summary>Whether it is the fingerprint of an SSH host key, as printed by <c>ssh-keygen -l</c>: <c>SHA256:</c> and 43 characters.</summary>
    public static bool IsHostKey(string text) =>
        text.Length == HostKeyPrefix.Length + HostKeyLength
        && text.StartsWith(HostKeyPrefix, StringComparison.Ordinal)
        && !text.AsSpan(HostKeyPrefix.Length).ContainsAnyExcept(Base64);
}
