using System.Text.Json;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Reads what <see cref="JsonReport"/> wrote. Every format of the report that comes out is the same bytes as of the one that went in.</summary>
public static class JsonReportReader
{
    // Which of two values was meant nobody knows.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="FormatException">It is no such report; the message is a sentence that says why.</exception>
    public static BootstrapReport Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return ReadReport(new ReportNode(document.RootElement, ""));
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                exception.LineNumber is { } line ? $"it is not JSON, or not all of it (line {line + 1})." : "a property occurs twice in it.",
                exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // Half of a character: in the text itself, or as an escape in a name.
            throw new FormatException("it is not Unicode.", exception);
        }
    }

    private static BootstrapReport ReadReport(ReportNode root)
    {
        // First: of another version nothing else is known.
        if (root["schemaVersion"].Number() is var version and not JsonReport.SchemaVersion)
            throw new FormatException($"its schemaVersion is {version}; this version of Stagecraft reads {JsonReport.SchemaVersion}.");

        var report = new BootstrapReport(
            root["check"].Flag(),
            [.. root["hosts"].Items().Select(ReadHost)],
            [.. root["warnings"].Items().Select(warning => warning.Text())]);
        CheckCounts(root["counts"], report);
        return report;
    }

    private static HostResult ReadHost(ReportNode host)
    {
        var result = new HostResult
        {
            HostId = host["id"].Text(),
            Name = host["name"].Text(),
            Role = host["role"].TextOrNull(),
            PublicIp = host["publicIp"].TextOrNull(),
            Status = host["status"].Word(Enum.GetValues<HostStatus>(), ReportWords.Of),
            Changed = host["changed"].Flag(),
            ErrorCode = host["errorCode"].TextOrNull() is null ? null : host["errorCode"].Word(ErrorCode.All, code => code.Id),
            Message = host["message"].Text(),
            Cause = host["cause"].Text(),
            Remedy = host["remedy"].Text(),
            Steps = [.. host["steps"].Items().Select(ReadStep)],
            Facts = ReadFacts(host["facts"]),
            Identity = host.Find("identity") is { } identity ? ReadIdentity(identity) : new HostIdentity(),
            Warnings = host.Find("warnings") is { } warnings ? [.. warnings.Items().Select(warning => warning.Text())] : [],
        };
        if ((result.Status == HostStatus.Success) != (result.ErrorCode is null))
            throw new FormatException($"{host.Path}.errorCode does not go with its status.");
        if (!result.Steps.Select(step => step.Name).SequenceEqual(StepName.All, StringComparer.Ordinal))
            throw new FormatException($"{host.Path}.steps must be {string.Join(", ", StepName.All)}.");

        return result;
    }

    private static StepResult ReadStep(ReportNode step) =>
        new(step["name"].Text(), step["outcome"].Word(Enum.GetValues<StepOutcome>(), ReportWords.Of), step["detail"].Text())
        {
            Begun = step.Find("begun")?.Text() ?? "",
        };

    private static HostFacts ReadFacts(ReportNode facts) => new()
    {
        DockerVersion = facts["dockerVersion"].TextOrNull(),
        ComposeVersion = facts["composeVersion"].TextOrNull(),
        Fqdn = facts["fqdn"].TextOrNull(),
    };

    private static HostIdentity ReadIdentity(ReportNode identity) => new()
    {
        Machine = identity["machine"].TextOrNull(),
        Node = identity["node"].TextOrNull(),
    };

    // What was edited or put together by hand shows here.
    private static void CheckCounts(ReportNode counts, BootstrapReport report)
    {
        (string Name, int Count)[] expected =
        [
            ("hosts", report.Results.Count), ("succeeded", report.Succeeded), ("failed", report.Failed),
            ("skipped", report.Skipped), ("changed", report.Changed), ("wouldChange", report.WouldChange),
        ];
        foreach (var (name, count) in expected)
        {
            if (counts[name].Number() is var found && found != count)
                throw new FormatException($"counts.{name} is {found}, but its hosts make {count}.");
        }
    }
}
