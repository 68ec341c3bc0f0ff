using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The hosts that a line of known_hosts applies to: a list with wildcards and negations, or one hashed name.</summary>
internal sealed class HostPattern
{
    private const string HashMagic = "|1|";

    private static readonly SearchValues<char> NotPlain = SearchValues.Create("*?!");

    private readonly string[] patterns = [];
    private readonly byte[] salt = [];
    private readonly byte[] hash = [];

    private HostPattern(string[] patterns) => this.patterns = patterns;

    private HostPattern(byte[] salt, byte[] hash) => (this.salt, this.hash) = (salt, hash);

    /// <summary>The host names, if the pattern has no wildcards, negations or hashes; otherwise null, and each name must be matched.</summary>
    public IReadOnlyList<string>? PlainNames =>
        hash.Length == 0 && !Array.Exists(patterns, pattern => pattern.AsSpan().ContainsAny(NotPlain)) ? patterns : null;

    /// <summary>Whether the pattern can match several hosts. <c>ssh-keygen -R</c> skips such lines.</summary>
    public bool HasWildcards => hash.Length == 0 && PlainNames is null;

    /// <summary>Null if <paramref name="text"/> is a malformed hash.</summary>
    public static HostPattern? Parse(string text)
    {
        if (!text.StartsWith('|'))
            return new HostPattern(text.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries));

        var parts = text.Split('|');
        if (!text.StartsWith(HashMagic, StringComparison.Ordinal) || parts.Length != 4) return null;
        var (salt, hash) = (new byte[HMACSHA1.HashSizeInBytes], new byte[HMACSHA1.HashSizeInBytes]);
        return Convert.TryFromBase64String(parts[2], salt, out var saltLength) && saltLength == salt.Length
            && Convert.TryFromBase64String(parts[3], hash, out var hashLength) && hashLength == hash.Length
            ? new HostPattern(salt, hash)
            : null;
    }

    /// <param name="name">In lower case.</param>
    public bool Matches(string name)
    {
        if (hash.Length > 0) return MatchesHash(name);

        // A matching negation excludes the host, regardless of its position.
        var matched = false;
        foreach (var pattern in patterns)
        {
            var negated = pattern.StartsWith('!');
            if (!Glob(negated ? pattern.AsSpan(1) : pattern, name)) continue;
            if (negated) return false;
            matched = true;
        }

        return matched;
    }

    private bool MatchesHash(string name)
    {
        Span<byte> actual = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // OpenSSH's format. The hash hides names; it does not authenticate them.
        HMACSHA1.HashData(salt, Encoding.UTF8.GetBytes(name), actual);
#pragma warning restore CA5350
        return actual.SequenceEqual(hash);
    }

    // Linear in practice: on a mismatch, only the last star matches one more character.
    public static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, mark) = (p++, t);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t])) (p, t) = (p + 1, t + 1);
            else if (star >= 0) (p, t) = (star + 1, ++mark);
            else return false;
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
