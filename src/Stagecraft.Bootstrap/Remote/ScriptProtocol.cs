using System.Globalization;
using System.Text;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Remote;

/// <summary>
/// How scripts travel and how their answers come back. One command carries one or more scripts on the standard
/// input of <c>sh -s</c>; each answers with <c>key=value</c> lines between two markers.
/// </summary>
internal static class ScriptProtocol
{
    // A banner, a motd or a noisy ~/.bashrc prints before the first marker or after the last one; both are passed over.
    private const string Begin = "@@stagecraft begin ";
    private const string End = "@@stagecraft end ";

    // The host ends a command by itself this long before our side gives up, so that the answer still arrives.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly string Prelude = RemoteScript.Read(typeof(ScriptProtocol).Assembly, "prelude");

    /// <param name="scripts">In the order in which they run.</param>
    /// <param name="elevate">Through sudo.</param>
    /// <param name="timeout">For all of them together.</param>
    /// <param name="decisive">The one whose failure ends the command; null where each runs whatever became of the others.</param>
    public static RemoteCommand Compose(IReadOnlyList<RemoteScript> scripts, bool elevate, TimeSpan timeout, RemoteScript? decisive = null)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(timeout.TotalSeconds));
        // A disconnect does not end a remote process, so the host is told the limit too: https://man.openbsd.org/sshd
        var commandLine = $"{(elevate ? "sudo -n " : "")}timeout -k 5 {seconds} sh -s";

        // sh parses a compound command whole before it runs any of it: a stream that is cut short runs nothing,
        // and no script can read what follows it as its own input.
        var input = new StringBuilder("{\n");
        input.Append(Prelude);
        foreach (var script in scripts)
        {
            input.Append("(\n");
            if (script.Secret is { } secret)
                input.Append("secret=").Append(Quote(secret.Reveal())).Append('\n');
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
        foreach (var line in lines)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !IsKey(line.AsSpan(0, equals)))
                throw new FormatException($"{SafeText.Line(script)} answered '{SafeText.Line(line)}' where key=value was expected.");
            if (!values.TryAdd(line[..equals], line[(equals + 1)..]))
                throw new FormatException($"{SafeText.Line(script)} answered '{SafeText.Line(line[..equals])}' twice.");
        }

        return values;
    }

    private static bool IsKey(ReadOnlySpan<char> key)
    {
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_') return false;
        }

        return true;
    }

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
