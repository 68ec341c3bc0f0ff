using System.Collections.Concurrent;
using System.Text;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Reports;

/// <summary>
/// One file a host with what happened there, and when: every remote command, its answer, its standard error, exceptions.
/// Each entry is on disk before the run goes on, so that whatever ends the run leaves it.
/// </summary>
/// <remarks>
/// Only its owner can read a transcript: it holds no secret that Stagecraft knows, but what else a host prints nobody can tell.
/// Each is a file that this run has made, in a directory of its own user's: nothing that another user has put there is
/// opened, be it a link, a pipe or a file.
/// </remarks>
public sealed class Transcripts : IBootstrapObserver
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

    /// <summary>Makes the directory where it is missing, and finds out whether files can be made in it, by this user alone.</summary>
    /// <exception cref="ConfigurationException">They cannot.</exception>
    public static string Prepare(string name, string currentDirectory)
    {
        try
        {
            var path = Path.GetFullPath(name, currentDirectory);
            if (!Directory.Exists(path) && TrustedFolder.ProblemOnTheWay(path) is { } way) throw Refused(name, way);
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            if (TrustedFolder.Problem(path) is { } problem) throw Refused(name, problem);

            using (DraftFile.Create(path, out var probe)) File.Delete(probe);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refused(name, exception.Message);
        }
    }

    private static ConfigurationException Refused(string name, string why) =>
        new($"No transcript can be written in '{SafeText.Line(name)}': {SafeText.Line(why)}");

    /// <param name="directory">As <see cref="Prepare"/> gave it.</param>
    /// <param name="hosts">The hosts of the run, in its order.</param>
    /// <param name="time">What the entries' times are from.</param>
    /// <param name="onFailure">Told once, if something cannot be written: the run goes on.</param>
    public static Transcripts Open(string directory, IEnumerable<Host> hosts, TimeProvider time, Action<string> onFailure) =>
        new(directory, time, hosts, onFailure);

    public void StepStarted(Host host, string step) => Write(host, $"step {step}");

    public void HostWaits(Host host, string what) => Write(host, what);

    public void Log(Host host, string text) => Write(host, text);

    // A result's own id was made printable; hosts finish in the order of the run.
    public void HostFinished(HostResult result)
    {
        var host = unfinished.Dequeue();
        finished[result.Steps] = host;
        Write(host, Ended(result));
        closed[host.Id] = true;
        if (files.TryRemove(host.Id, out var file) && file.IsValueCreated) file.Value.Dispose();
    }

    // In place of the result that is there already. Its steps are the same, and no other host's.
    public void HostJudged(HostResult result) => Write(finished[result.Steps], Ended(result));

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
                onFailure($"The transcript of {SafeText.Line(host.Name)} cannot be written: {SafeText.Line(exception.Message)} The run goes on.");
        }
    }

    // Kept open until the host is finished: a name could lead elsewhere the next time.
    private FileStream Create(string hostId)
    {
        var path = Path.Combine(directory, TranscriptName.Of(hostId));
        // What all hosts together show comes when this one has been finished.
        var goesOn = closed.ContainsKey(hostId);
        // What an earlier run left goes, and with it whatever rights it had.
        if (!goesOn) File.Delete(path);
        var options = new FileStreamOptions { Mode = goesOn ? FileMode.Append : FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    // Whole lines, however long, but none that a terminal would act on.
    private string Entry(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var entry = new StringBuilder($"[{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}] ");
        foreach (var line in lines) entry.Append(SafeText.Indented(line)).Append('\n');

        return entry.ToString();
    }
}
