using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Application;

/// <summary>
/// Writes one file per host with timestamped entries: every remote command, its output, its standard error, and exceptions.
/// Each entry is on disk before the run continues, so it survives any end of the run.
/// </summary>
/// <remarks>
/// Only the owner can read a transcript. Known secrets are masked, but a host may print other confidential data.
/// Each file is created by this run in a directory that belongs to the user. A link, pipe or file that another user placed
/// there is never opened.
/// </remarks>
internal sealed class Transcripts : IBootstrapObserver
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string directory;
    private readonly TimeProvider time;
    private readonly Action<string> onFailure;
    private readonly ConcurrentDictionary<string, Lazy<FileStream>> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> closed = new(StringComparer.Ordinal);
    private readonly Queue<Host> unfinished;
    private readonly Dictionary<object, Host> finished = new(ReferenceEqualityComparer.Instance);
    private int failures;

    private Transcripts(string directory, TimeProvider time, IEnumerable<Host> hosts, Action<string> onFailure) =>
        (this.directory, this.time, unfinished, this.onFailure) = (directory, time, new Queue<Host>(hosts), onFailure);

    /// <summary>Creates the directory if it is missing, and checks that this user, and no other, can create files in it.</summary>
    /// <exception cref="ConfigurationException">The directory cannot be used.</exception>
    public static string Prepare(string name, string currentDirectory)
    {
        try
        {
            var path = Path.GetFullPath(name, currentDirectory);
            if (!Directory.Exists(path) && TrustedFolder.ProblemOnTheWay(path) is { } way) throw Refused(name, way);
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            if (TrustedFolder.Problem(path) is { } problem) throw Refused(name, problem);

            DraftFile.Probe(path);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refused(name, exception.Message);
        }
    }

    private static ConfigurationException Refused(string name, string why) =>
        new($"Transcripts cannot be written to '{SafeText.Line(name)}': {SafeText.Line(why)}");

    /// <param name="directory">The path that <see cref="Prepare"/> returned.</param>
    /// <param name="hosts">The hosts, in the order of the run.</param>
    /// <param name="time">The clock for the timestamps.</param>
    /// <param name="onFailure">Called once if an entry cannot be written. The run continues.</param>
    public static Transcripts Open(string directory, IEnumerable<Host> hosts, TimeProvider time, Action<string> onFailure) =>
        new(directory, time, hosts, onFailure);

    public void StepStarted(Host host, string step) => Write(host, $"step {step}");

    public void HostWaits(Host host, string what) => Write(host, what);

    public void Log(Host host, string text) => Write(host, text);

    // The id in a result is the printable form, so the host is taken from the queue. Hosts finish in the order of the run.
    public void HostReported(HostResult result)
    {
        var host = unfinished.Dequeue();
        finished[result.Steps] = host;
        Write(host, Ended(result));
        closed[host.Id] = true;
        if (files.TryRemove(host.Id, out var file) && file.IsValueCreated) file.Value.Dispose();
    }

    // Replaces an earlier result. The host is identified by the steps object, which both results share.
    public void HostRevised(HostResult result) => Write(finished[result.Steps], Ended(result));

    private static string Ended(HostResult result) => string.Join('\n', (IEnumerable<string>)
    [
        $"result: {HostSummary.Line(result)}",
        .. result.Warnings.Select(warning => $"warning: {warning}"),
        result.Message,
    ]);

    private void Write(Host host, string text)
    {
        try
        {
            var file = files.GetOrAdd(host.Id, id => new Lazy<FileStream>(() => Create(id))).Value;
            lock (file) file.Write(Encoding.UTF8.GetBytes(Entry(text)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Interlocked.Increment(ref failures) == 1)
                onFailure($"The transcript of {SafeText.Line(host.Name)} cannot be written: {SafeText.Line(exception.Message)} The run continues.");
        }
    }

    // Kept open until the host is finished, because the path could later point to another file.
    private FileStream Create(string hostId)
    {
        var path = Path.Combine(directory, TranscriptName.Of(hostId));
        // A result that depends on all hosts arrives after this host has finished.
        var goesOn = closed.ContainsKey(hostId);
        // Deletes the file of an earlier run, including its permissions.
        if (!goesOn) File.Delete(path);
        var options = new FileStreamOptions { Mode = goesOn ? FileMode.Append : FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    // Lines are not shortened, but control characters are replaced.
    private string Entry(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var entry = new StringBuilder($"[{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}] ");
        foreach (var line in lines) entry.Append(SafeText.Indented(line)).Append('\n');

        return entry.ToString();
    }
}

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
