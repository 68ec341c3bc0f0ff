using System.Globalization;
using System.Text;

namespace Stagecraft.Bootstrap;

/// <summary>
/// The protocol for scripts and their answers. One command sends one or more scripts on the standard input of
/// <c>sh -s</c>. Each script answers between two markers, with <c>key=value</c> lines and with the output of commands,
/// which is between another pair of markers.
/// </summary>
internal static class ScriptProtocol
{
    // A banner, a motd or a noisy ~/.bashrc prints before the first marker or after the last one. Both are ignored.
    private const string Marker = "@@stagecraft ";
    private const string Begin = "@@stagecraft begin ";
    private const string End = "@@stagecraft end ";
    // The beginning of the keys of values that are never shown.
    private const string Private = "private_";
    // The prelude prints these two.
    private const string Quote = "@@stagecraft quote ";
    private const string Quoted = "@@stagecraft quoted ";

    /// <summary>The beginning of a line that says what a running script does. It is not part of the answer.</summary>
    public const string Progress = "@@stagecraft progress ";

    // The host's limit ends a command this much earlier than the local timeout, so that the answer still arrives.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    // With a password, a part of the command runs as the account. It gets this much more time than the part that runs as
    // root, and ends before the local timeout.
    private const long AccountSeconds = 8;

    // More than the lines around a script usually have.
    private const int Frame = 512;

    private static readonly string Prelude = RemoteScript.Read(typeof(ScriptProtocol).Assembly, "prelude");
    private static readonly string Elevate = RemoteScript.Read(typeof(ScriptProtocol).Assembly, "elevate");

    /// <param name="scripts">The scripts, in the order in which they run.</param>
    /// <param name="elevate">Whether to run them with sudo.</param>
    /// <param name="timeout">The limit for all scripts together.</param>
    /// <param name="decisive">The script whose failure ends the command. Null if each runs regardless of the others.</param>
    /// <param name="onlyAsks">True if no script changes anything, so that a hanging program may be ended and the rest still runs.</param>
    /// <param name="password">The password for sudo, of one line. Null if sudo needs none.</param>
    /// <param name="progress">Gets the progress of the running script, if it prints any. Null if it need not print any.</param>
    public static RemoteCommand Compose(
        IReadOnlyList<RemoteScript> scripts, bool elevate, TimeSpan timeout, RemoteScript? decisive = null, bool onlyAsks = false, Secret? password = null, Action<string>? progress = null)
    {
        var seconds = ScriptLimit.Seconds(timeout);
        // timeout(1) sends TERM to a probe's shell and to the programs that it has started. The shell survives: the running
        // program has not answered, and each later one gets its own limit. This distinguishes a hanging program from a
        // hanging host, and costs a ready host no process.
        var (patience, rest) = onlyAsks ? ((seconds + 1) / 2, Math.Max(1, seconds / 2)) : (seconds, 5);
        var outlast = onlyAsks ? $"trap 'limited=\"timeout {Math.Max(1, rest / 3)}\"' TERM\n" : "";
        var limited = onlyAsks ? "" : "'timeout 20'";
        // A disconnect does not end a remote process, so the host gets the limit too: https://man.openbsd.org/sshd
        var commandLine = $"{(elevate ? "sudo -n " : "")}timeout -k {rest} {patience} sh -s";

        // sh parses a compound command completely before it runs any of it. A truncated stream runs nothing, and no
        // script can read the text after it as its input.
        var input = new StringBuilder("{\n", Prelude.Length + scripts.Sum(script => script.Text.Length + Frame));
        input.Append(Prelude).Append("limited=").Append(limited).Append('\n').Append(outlast);
        if (progress is not null) input.Append("watched=yes\n");
        foreach (var script in scripts)
        {
            // A subshell does not inherit a trap.
            input.Append("(\n").Append(outlast);
            if (script.Secret is { } secret)
                input.Append("secret=").Append(InQuotes(secret.Reveal())).Append('\n');
            input.Append("printf '%s\\n' '").Append(Begin).Append(script.Name).Append("'\n");
            input.Append("set --").AppendJoin("", script.Arguments.Select(word => " " + word)).Append('\n');
            input.Append(script.Text);
            input.Append("\n)\nended=$?\nprintf '%s %s\\n' '").Append(End).Append(script.Name).Append("' \"$ended\"\n");
            if (script == decisive) input.Append("[ \"$ended\" = 0 ] || exit 0\n");
        }

        input.Append("} </dev/null\n");
        var name = decisive?.Name ?? string.Join('+', scripts.Select(script => script.Name));
        Action<ReadOnlyMemory<byte>>? received = null;
        if (progress is not null)
        {
            var reader = new ProgressReader(progress);
            received = output => reader.Read(output.Span);
        }

        return elevate && password is not null
            ? new RemoteCommand(name, $"timeout -k 1 {seconds + AccountSeconds} sh -s", WithPassword(password, input.ToString(), rest, patience), timeout + Grace) { Received = received }
            : new RemoteCommand(name, commandLine, input.ToString(), timeout + Grace) { Received = received };
    }

    // As for scripts: one compound command, and variables that are not exported.
    private static string WithPassword(Secret password, string script, long rest, long patience) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\nunset password script\npassword={InQuotes(password.Reveal())}\nscript={InQuotes(script)}\nset -- {rest} {patience}\n{Elevate}}} </dev/null\n");

    /// <summary>Reads the answers that arrived, in the order of the scripts.</summary>
    /// <exception cref="FormatException">A line between two markers is not <c>key=value</c>, a key occurs twice, or an exit status is invalid.</exception>
    public static IReadOnlyList<ScriptAnswer> Parse(CommandResult result)
    {
        var answers = new List<ScriptAnswer>();
        string? name = null;
        // Built once per script: a host may send a name of half a megabyte, and as many lines.
        var ending = "";
        var lines = new List<string>();
        // The text after the last line break is not a line: it is empty, or was cut off with the connection.
        var output = result.Output.AsSpan(0, Math.Max(0, result.Output.LastIndexOf('\n')));
        foreach (var range in output.Split('\n'))
        {
            var line = output[range].TrimEnd('\r');
            if (name is null)
            {
                // A banner without a final line break shares its line with the marker.
                var begin = line.IndexOf(Begin, StringComparison.Ordinal);
                if (begin < 0) continue;
                name = line[(begin + Begin.Length)..].ToString();
                ending = $"{End}{name} ";
            }
            else if (line.StartsWith(ending, StringComparison.Ordinal))
            {
                if (!byte.TryParse(line[ending.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
                    throw new FormatException($"{SafeText.Line(name)} ended with '{SafeText.Line(line.ToString())}' instead of an exit status.");
                answers.Add(new ScriptAnswer(name, status, Values(name, lines), result.Error));
                lines.Clear();
                name = null;
            }
            else
            {
                // Parsed when the end marker arrives: a truncated answer is ignored, and the caller knows why it is truncated.
                lines.Add(line.ToString());
            }
        }

        return answers;
    }

    /// <summary>
    /// Replaces the values whose keys begin with <c>private_</c> by those that the host sent, which are not redacted. A step
    /// that rewrites a file needs its exact content, even if a secret occurs in it. These values must not be shown.
    /// </summary>
    public static IReadOnlyList<ScriptAnswer> WithPrivateValues(IReadOnlyList<ScriptAnswer> answers, CommandResult received)
    {
        if (!answers.SelectMany(answer => answer.Values.Keys).Any(IsPrivate)) return answers;
        return [.. answers.Zip(Parse(received), (shown, exact) => new ScriptAnswer(
            shown.Name,
            shown.ExitStatus,
            shown.Values.ToDictionary(value => value.Key, value => IsPrivate(value.Key) ? exact[value.Key] : value.Value, StringComparer.Ordinal),
            shown.Error))];
    }

    /// <summary>Masks the values whose keys begin with <c>private_</c>, for a log.</summary>
    public static string HidePrivateValues(string output)
    {
        if (!output.Contains(Private, StringComparison.Ordinal)) return output;
        var shown = new StringBuilder();
        string? ending = null;
        foreach (var line in output.Split('\n'))
        {
            if (ending is not null)
            {
                if (!line.StartsWith(ending, StringComparison.Ordinal)) continue;
                ending = null;
            }
            else if (line.StartsWith(Quote + Private, StringComparison.Ordinal))
            {
                ending = $"{Quoted}{line[Quote.Length..]} ";
                shown.Append(line).Append('\n').Append(Redactor.Mask).Append('\n');
                continue;
            }

            shown.Append(IsPrivate(line) && line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? $"{line[..equals]}={Redactor.Mask}" : line).Append('\n');
        }

        // The last line has no line break at its end.
        return shown.ToString(0, shown.Length - 1);
    }

    /// <summary>An output without its markers, for people. A part of it is preceded by its key, and a failed script by its exit status.</summary>
    public static string WithoutMarkers(string output)
    {
        if (!output.Contains(Marker, StringComparison.Ordinal)) return output;
        var shown = new List<string>();
        foreach (var line in output.Split('\n'))
        {
            // A banner without a final line break shares its line with the marker.
            var marker = line.IndexOf(Marker, StringComparison.Ordinal);
            if (marker > 0) shown.Add(line[..marker]);
            var said = marker < 0 ? line : line[marker..];
            if (marker < 0) shown.Add(line);
            else if (said.StartsWith(Quote, StringComparison.Ordinal)) shown.Add($"{said[Quote.Length..]}:");
            else if (said.StartsWith(Quoted, StringComparison.Ordinal) && shown is [.., ""]) shown.RemoveAt(shown.Count - 1);
            else if (said.StartsWith(End, StringComparison.Ordinal) && !said.EndsWith(" 0", StringComparison.Ordinal)) shown.Add($"{said[End.Length..].Replace(" ", " ended with status ", StringComparison.Ordinal)}");
        }

        return string.Join('\n', shown);
    }

    private static bool IsPrivate(string key) => key.StartsWith(Private, StringComparison.Ordinal);

    private static Dictionary<string, string> Values(string script, List<string> lines)
    {
        var values = new Dictionary<string, string>(lines.Count, StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith(Progress, StringComparison.Ordinal)) continue;
            if (lines[i].StartsWith(Quote, StringComparison.Ordinal))
            {
                var key = lines[i][Quote.Length..];
                var ending = $"{Quoted}{key} ";
                var end = lines.FindIndex(i, line => line.StartsWith(ending, StringComparison.Ordinal));
                // The end marker may be lost if the output is too long. Then the rest is the answer.
                if (end < 0) end = lines.Count;
                // The output of a failed command is not an answer.
                if (end == lines.Count || lines[end][ending.Length..] == "0") Add(key, string.Join('\n', lines[(i + 1)..end]).Trim());
                i = end;
            }
            else
            {
                var equals = lines[i].IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || !IsKey(lines[i].AsSpan(0, equals)))
                    throw new FormatException($"{SafeText.Line(script)} answered '{SafeText.Line(lines[i])}' instead of key=value.");
                Add(lines[i][..equals], lines[i][(equals + 1)..]);
            }
        }

        return values;

        void Add(string key, string value)
        {
            if (!values.TryAdd(key, value))
                throw new FormatException($"{SafeText.Line(script)} answered '{SafeText.Line(key)}' twice.");
        }
    }

    private static bool IsKey(ReadOnlySpan<char> key)
    {
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        }

        return true;
    }

    private static string InQuotes(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
