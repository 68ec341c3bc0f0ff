using System.Globalization;
using System.Text;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Remote;

/// <summary>
/// How scripts travel and how their answers come back. One command carries one or more scripts on the standard
/// input of <c>sh -s</c>; each answers between two markers, with <c>key=value</c> lines and with what a command
/// printed, between two markers of its own.
/// </summary>
internal static class ScriptProtocol
{
    // A banner, a motd or a noisy ~/.bashrc prints before the first marker or after the last one; both are passed over.
    private const string Begin = "@@stagecraft begin ";
    private const string End = "@@stagecraft end ";
    // The prelude prints these two.
    private const string Quote = "@@stagecraft quote ";
    private const string Quoted = "@@stagecraft quoted ";

    // The host ends a command by itself this long before our side gives up, so that the answer still arrives.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly string Prelude = RemoteScript.Read(typeof(ScriptProtocol).Assembly, "prelude");

    /// <param name="scripts">In the order in which they run.</param>
    /// <param name="elevate">Through sudo.</param>
    /// <param name="timeout">For all of them together.</param>
    /// <param name="decisive">The one whose failure ends the command; null where each runs whatever became of the others.</param>
    /// <param name="onlyAsks">None of them changes anything, so what hangs may be ended in the middle and the rest be asked.</param>
    public static RemoteCommand Compose(IReadOnlyList<RemoteScript> scripts, bool elevate, TimeSpan timeout, RemoteScript? decisive = null, bool onlyAsks = false)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(timeout.TotalSeconds));
        // timeout(1) ends a command that only asks with TERM, its shell and all that it has started. The shell goes on:
        // what was asked has not answered, and what it asks from here on gets a limit of its own. So a program that hangs
        // is told from a host that does, and a ready host starts no process for that.
        var (patience, rest) = onlyAsks ? ((seconds + 1) / 2, Math.Max(1, seconds / 2)) : (seconds, 5);
        var outlast = onlyAsks ? $"trap 'limited=\"timeout {Math.Max(1, rest / 3)}\"' TERM\n" : "";
        var limited = onlyAsks ? "" : "'timeout 20'";
        // A disconnect does not end a remote process, so the host is told the limit too: https://man.openbsd.org/sshd
        var commandLine = $"{(elevate ? "sudo -n " : "")}timeout -k {rest} {patience} sh -s";

        // sh parses a compound command whole before it runs any of it: a stream that is cut short runs nothing,
        // and no script can read what follows it as its own input.
        var input = new StringBuilder("{\n");
        input.Append(Prelude).Append("limited=").Append(limited).Append('\n').Append(outlast);
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
        return new RemoteCommand(name, commandLine, input.ToString(), timeout + Grace);
    }

    /// <summary>The answers in the order of the scripts, as far as they came.</summary>
    /// <exception cref="FormatException">A line between two markers is not <c>key=value</c>, a key came twice, or an exit status is none.</exception>
    public static IReadOnlyList<ScriptAnswer> Parse(CommandResult result)
    {
        var answers = new List<ScriptAnswer>();
        string? name = null;
        // Put together once: a host may give a name of half a megabyte, and as many lines.
        var ending = "";
        var lines = new List<string>();
        // What follows the last line break is no line: empty, or cut off with the connection.
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
                    throw new FormatException($"{SafeText.Line(name)} ended with '{SafeText.Line(line.ToString())}' where an exit status was expected.");
                answers.Add(new ScriptAnswer(name, status, Values(name, lines), result.Error));
                lines.Clear();
                name = null;
            }
            else
            {
                // Judged when the end marker has come: what was cut off is no answer, and the caller knows why it was.
                lines.Add(line.ToString());
            }
        }

        return answers;
    }

    private static Dictionary<string, string> Values(string script, List<string> lines)
    {
        var values = new Dictionary<string, string>(lines.Count, StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith(Quote, StringComparison.Ordinal))
            {
                var key = lines[i][Quote.Length..];
                var ending = $"{Quoted}{key} ";
                var end = lines.FindIndex(i, line => line.StartsWith(ending, StringComparison.Ordinal));
                // Of an output that is too long to be kept the marker may be lost; then the rest of it is the answer.
                if (end < 0) end = lines.Count;
                // Whatever a command that failed has printed, it is no answer.
                if (end == lines.Count || lines[end][ending.Length..] == "0") Add(key, string.Join('\n', lines[(i + 1)..end]).Trim());
                i = end;
            }
            else
            {
                var equals = lines[i].IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || !IsKey(lines[i].AsSpan(0, equals)))
                    throw new FormatException($"{SafeText.Line(script)} answered '{SafeText.Line(lines[i])}' where key=value was expected.");
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
