using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Stagecraft.Configuration.Reports;

/// <summary>A host's id as the name of a file that every file system takes, and that no other id has.</summary>
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

    /// <summary><c>app-1.log</c>; any id that could not be taken as it is has <c>~</c> and a hash in its name, which no plain id has.</summary>
    public static string Of(string hostId) => IsPlain(hostId) ? $"{hostId}.log" : $"{ReadablePart(hostId)}~{Hash(hostId)}.log";

    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= MaxPlain
        && !id.AsSpan().ContainsAnyExcept(Plain)
        && char.IsAsciiLetterOrDigit(id[0])
        // Windows drops a dot at the end, and would open another host's.
        && !id.EndsWith('.')
        && !Devices.Contains(id.Split('.')[0]);

    private static string ReadablePart(string id) =>
        string.Concat(id.Take(MaxReadable).Select(c => Readable.Contains(c) ? c : '_'));

    // Of the characters as they are: an encoding would replace half a character, and two ids could become one.
    private static string Hash(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan())).AsSpan(0, 16));
}
