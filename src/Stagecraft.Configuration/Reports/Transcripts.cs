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
/// <remarks>Only its owner can read a transcript: it holds no secret that Stagecraft knows, but what else a host prints nobody can tell.</remarks>
public sealed class Transcripts : IBootstrapObserver
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string directory;
    private readonly TimeProvider time;
    private readonly Action<string> onFailure;
    private readonly ConcurrentDictionary<string, bool> begun = new(StringComparer.Ordinal);
    private readonly Queue<Host> unfinished;
    private readonly Dictionary<object, Host> finished = new(ReferenceEqualityComparer.Instance);
    private int failures;

    private Transcripts(string directory, TimeProvider time, IEnumerable<Host> hosts, Action<string> onFailure) =>
        (this.directory, this.time, unfinished, this.onFailure) = (directory, time, new Queue<Host>(hosts), onFailure);

    /// <summary>Makes the directory where it is missing, and finds out whether files can be made in it.</summary>
    /// <exception cref="ConfigurationException">They cannot.</exception>
    public static string Prepare(string name, string currentDirectory)
    {
        try
        {
            var path = Path.GetFullPath(name, currentDirectory);
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

            var probe = Path.Combine(path, $".{Environment.ProcessId}.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException($"No transcript can be written in '{SafeText.Line(name)}': {SafeText.Line(exception.Message)}");
        }
    }

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
            var path = Path.Combine(directory, TranscriptName.Of(host.Id));
            // What an earlier run left goes, and with it whatever rights it had.
            if (begun.TryAdd(host.Id, true)) File.Delete(path);
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using var file = new FileStream(path, options);
            file.Write(Encoding.UTF8.GetBytes(Entry(text)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Interlocked.Increment(ref failures) == 1)
                onFailure($"The transcript of {SafeText.Line(host.Name)} cannot be written: {SafeText.Line(exception.Message)} The run goes on.");
        }
    }

    // Whole lines, however long, but none that a terminal would act on.
    private string Entry(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var entry = new StringBuilder($"[{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}] ");
        foreach (var line in lines)
        {
            var indent = line.Length - line.TrimStart(' ').Length;
            entry.Append(' ', indent).Append(SafeText.WholeLine(line)).Append('\n');
        }

        return entry.ToString();
    }
}
