using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report for programs. Every property except a step's <c>begun</c> is always present, in this order. Unknown values are null.</summary>
/// <remarks>Lines end in LF. The same results produce the same bytes.</remarks>
internal static class JsonReport
{
    /// <summary>Increases when a property changes its meaning or is removed. New properties do not increase it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The format of all JSON for users: reports, lists of hosts and plans.</summary>
    public static JsonWriterOptions Format { get; } = new()
    {
        Indented = true,
        NewLine = "\n",
        // It is not part of a web page, so names and messages stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(BootstrapReport report)
    {
        using var text = new StringWriter();
        Write(report, text);
        return text.ToString();
    }

    /// <summary>Writes host by host, so that the whole text is never in memory.</summary>
    public static void Write(BootstrapReport report, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Format);
        WriteHead(report, json);
        foreach (var result in report.Results)
        {
            WriteHost(PrintableReport.Of(result), json);
            PassOn();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        PassOn();
        output.Write('\n');

        void PassOn()
        {
            json.Flush();
            output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
            buffer.ResetWrittenCount();
        }
    }

    private static void WriteHead(BootstrapReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteBoolean("check", report.CheckOnly);
        WriteCounts(report, json);
        WriteTexts("warnings", report.Warnings.Select(SafeText.WholeLine), json);
        json.WriteStartArray("hosts");
    }

    private static void WriteCounts(BootstrapReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject("counts");
        json.WriteNumber("hosts", report.Results.Count);
        json.WriteNumber("succeeded", report.Succeeded);
        json.WriteNumber("failed", report.Failed);
        json.WriteNumber("skipped", report.Skipped);
        json.WriteNumber("changed", report.Changed);
        json.WriteNumber("wouldChange", report.WouldChange);
        json.WriteEndObject();
    }

    private static void WriteHost(HostResult result, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", result.HostId);
        json.WriteString("name", result.Name);
        json.WriteString("role", result.Role);
        json.WriteString("publicIp", result.PublicIp);
        json.WriteString("status", ReportWords.Of(result.Status));
        json.WriteBoolean("changed", result.Changed);
        json.WriteString("errorCode", result.ErrorCode?.Id);
        json.WriteString("diagnosticId", result.ErrorCode?.DiagnosticId);
        json.WriteString("helpLink", result.ErrorCode?.HelpLink);
        json.WriteString("message", result.Message);
        json.WriteString("cause", result.Cause);
        json.WriteString("remedy", result.Remedy);
        WriteTexts("warnings", result.Warnings, json);
        WriteSteps(result.Steps, json);
        WriteFacts(result.Facts, json);
        WriteIdentity(result.Identity, json);
        json.WriteEndObject();
    }

    private static void WriteTexts(string name, IEnumerable<string> texts, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteSteps(IReadOnlyList<StepResult> steps, Utf8JsonWriter json)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteString("outcome", ReportWords.Of(step.Outcome));
            json.WriteString("detail", step.Detail);
            if (step.Begun.Length > 0) json.WriteString("begun", step.Begun);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFacts(HostFacts facts, Utf8JsonWriter json)
    {
        json.WriteStartObject("facts");
        json.WriteString("dockerVersion", facts.DockerVersion);
        json.WriteString("composeVersion", facts.ComposeVersion);
        json.WriteString("fqdn", facts.Fqdn);
        json.WriteEndObject();
    }

    private static void WriteIdentity(HostIdentity identity, Utf8JsonWriter json)
    {
        json.WriteStartObject("identity");
        json.WriteString("machine", identity.Machine);
        json.WriteString("node", identity.Node);
        json.WriteEndObject();
    }
}
