using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stagecraft.Application;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The result of <c>config validate</c>. It is valid if there are no errors.</summary>
internal sealed record Validation(IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<ConfigurationError> Warnings);

/// <summary>A validation for programs. Its schema is <c>schema/validation.schema.json</c>.</summary>
internal static class ValidationJson
{
    private const int SchemaVersion = 1;

    public static string Write(Validation validation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonReport.Format))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteBoolean("valid", validation.Errors.Count == 0);
            WriteAll("errors", validation.Errors);
            WriteAll("warnings", validation.Warnings);
            json.WriteEndObject();

            void WriteAll(string name, IReadOnlyList<ConfigurationError> problems)
            {
                json.WriteStartArray(name);
                foreach (var problem in problems) WriteProblem(json, problem);
                json.WriteEndArray();
            }
        }

        return SafeText.Json(Encoding.UTF8.GetString(buffer.WrittenSpan)) + "\n";
    }

    private static void WriteProblem(Utf8JsonWriter json, ConfigurationError problem)
    {
        json.WriteStartObject();
        if (problem.Location is { } location)
        {
            json.WriteString("file", location.File);
            json.WriteNumber("line", location.Line);
            json.WriteNumber("column", location.Column);
        }
        else
        {
            json.WriteNull("file");
            json.WriteNull("line");
            json.WriteNull("column");
        }

        json.WriteString("message", problem.Message);
        json.WriteEndObject();
    }
}

/// <summary>A validation for people: each problem with its line of the file.</summary>
internal sealed partial class ValidationText(Terminal terminal, RunEnvironment environment)
{
    private const int MaxShown = 20;

    // Of a line with a problem, the part around it is shown.
    private const int MaxBefore = 60;
    private const int MaxAfter = 60;

    private readonly Dictionary<string, string[]> files = new(StringComparer.Ordinal);

    public async Task WriteAsync(Validation validation)
    {
        foreach (var error in validation.Errors.Take(MaxShown)) await WriteAsync("error", error);
        if (validation.Errors.Count > MaxShown) await terminal.Error.WriteLineAsync($"error: and {validation.Errors.Count - MaxShown} more.");
        foreach (var warning in validation.Warnings) await WriteAsync("warning", warning);
        if (validation.Errors.Count > 0) await terminal.Error.WriteLineAsync(Count(validation.Errors.Count, "error") + ".");
        else await terminal.Output.WriteLineAsync($"The configuration is valid.{(validation.Warnings.Count > 0 ? $" {Count(validation.Warnings.Count, "warning")}." : "")}");
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    private async Task WriteAsync(string kind, ConfigurationError problem)
    {
        await terminal.Error.WriteLineAsync($"{kind}: {environment.Mask(problem.ToString())}");
        if (problem.Location is { } location && Line(location) is { } line) await terminal.Error.WriteAsync(Excerpt(line, location));
    }

    // Null for a document from standard input, which cannot be read again.
    private string? Line(SourceLocation location)
    {
        if (!files.TryGetValue(location.File, out var lines)) files[location.File] = lines = Read(location.File);
        return location.Line <= lines.Length ? lines[location.Line - 1] : null;
    }

    private string[] Read(string file)
    {
        try
        {
            var path = Path.GetFullPath(file, environment.CurrentDirectory);
            return File.Exists(path) && new FileInfo(path).Length <= BoundedText.MaxLength ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private string Excerpt(string line, SourceLocation location)
    {
        var at = Math.Clamp(location.Column - 1, 0, line.Length);
        var (before, whole) = (Shown(line[..at]), Shown(line));
        var after = whole.StartsWith(before, StringComparison.Ordinal) ? whole[before.Length..] : Shown(line[at..]);
        if (before.Length > MaxBefore) before = "..." + before[^MaxBefore..];
        if (after.Length > MaxAfter) after = after[..MaxAfter] + "...";
        var number = location.Line.ToString(CultureInfo.InvariantCulture);
        return $"  {number} | {before}{after}\n  {new string(' ', number.Length)} | {new string(' ', Cells.Of(before))}^\n";
    }

    private string Shown(string text)
    {
        var masked = Pair().Replace(Token().Replace(environment.Mask(text), Redactor.Mask), Hide);
        return string.Concat(masked.Select(c => char.IsControl(c) ? ' ' : c));
    }

    // A key for the name of a secret may have the secret itself as its value. The name of a variable or a file is not a secret.
    private static string Hide(Match pair)
    {
        var (key, value) = (pair.Groups["key"].Value, pair.Groups["value"].Value);
        return VariableName.Shown(value) == value ? pair.Value : key + Redactor.Mask;
    }

    // Keys of Tailscale and Headscale, and tokens of DigitalOcean.
    [GeneratedRegex(@"\b(tskey|hskey|dop_v1)[-_][\w-]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("""(?<key>[\w-]*(key|secret|tok|pas|cred|auth|env)[\w-]*(?<!path|file|name|keys)["']?\s*:\s*["']?)(?<value>[^\s"',{}\[\]][^"',}\]]*)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pair();
}
