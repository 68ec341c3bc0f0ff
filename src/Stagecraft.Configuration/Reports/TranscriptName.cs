using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Stagecraft.Configuration.Reports;

/// <summary>Converts a host's id to a file name that is unique and valid on every file system.</summary>
internal static class TranscriptName
{
    private const int MaxPlain = 100;
    private const int MaxReadable = 40;

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly SearchValues<char> Readable = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    // https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })],
        StringComparer.Ordinal);

    /// <summary><c>app-1.log</c>; for an id that is not a safe file name, a name with <c>~</c> and a hash, which cannot collide with a plain id.</summary>
    public static string Of(string hostId) => IsPlain(hostId) ? $"{hostId}.log" : $"{ReadablePart(hostId)}~{Hash(hostId)}.log";

    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= MaxPlain
        && !id.AsSpan().ContainsAnyExcept(Plain)
        && char.IsAsciiLetterOrDigit(id[0])
        // Windows drops a trailing dot and would open another host's file.
        && !id.EndsWith('.')
        && !Devices.Contains(id.Split('.')[0]);

    private static string ReadablePart(string id) =>
        string.Concat(id.Take(MaxReadable).Select(c => Readable.Contains(c) ? c : '_'));

    // Hashes the UTF-16 code units: an encoding would replace lone surrogates, and two ids could get the same hash.
    private static string Hash(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan())).AsSpan(0, 16));
}
