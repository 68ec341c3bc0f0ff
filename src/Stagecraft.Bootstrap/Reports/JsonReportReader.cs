using System.Text.Json;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>Reads a report that <see cref="JsonReport"/> wrote. All report formats of the result have the same bytes as those of the original.</summary>
internal static class JsonReportReader
{
    // It is unknown which of two values was meant.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="FormatException">The text is not such a report. The message says why.</exception>
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
                exception.LineNumber is { } line ? $"it is not JSON, or is incomplete (line {line + 1})." : "a property occurs twice.",
                exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // An unpaired surrogate, in the text itself or as an escape in a name.
            throw new FormatException("it is not valid Unicode.", exception);
        }
    }

    private static BootstrapReport ReadReport(ReportNode root)
    {
        // First, because the format of other versions is unknown.
        if (root["schemaVersion"].Number() is var version and not JsonReport.SchemaVersion)
            throw new FormatException($"its schemaVersion is {version}; this version of Stagecraft reads {JsonReport.SchemaVersion}.");

        var isLeave = root.Find("leave")?.Flag() ?? false;
        var steps = isLeave ? StepName.OfLeave : StepName.All;
        var report = new BootstrapReport(
            root["check"].Flag(),
            [.. root["hosts"].Items().Select(host => ReadHost(host, steps))],
            [.. root["warnings"].Items().Select(warning => warning.Text())])
        {
            IsLeave = isLeave,
            Run = root.Find("run") is { } run ? ReadRun(run) : new RunIdentity(),
        };
        CheckCounts(root["counts"], report);
        return report;
    }

    private static RunIdentity ReadRun(ReportNode run) => new()
    {
        Environment = run["environment"].TextOrNull(),
        ToolVersion = run["toolVersion"].TextOrNull(),
        Configuration = run["configuration"].TextOrNull(),
    };

    private static HostResult ReadHost(ReportNode host, IReadOnlyList<string> steps)
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
            Message = host["message"].TextOrNull() ?? "",
            Cause = host["cause"].TextOrNull() ?? "",
            Remedy = host["remedy"].TextOrNull() ?? "",
            Steps = [.. host["steps"].Items().Select(ReadStep)],
            Facts = ReadFacts(host["facts"]),
            Identity = host.Find("identity") is { } identity ? ReadIdentity(identity) : new HostIdentity(),
            Warnings = host.Find("warnings") is { } warnings ? [.. warnings.Items().Select(warning => warning.Text())] : [],
        };
        if ((result.Status == HostStatus.Success) != (result.ErrorCode is null))
            throw new FormatException($"{host.Path}.errorCode does not match its status.");
        if (host.Find("wouldChange") is { } wouldChange && wouldChange.Flag() != result.WouldChange)
            throw new FormatException($"{host.Path}.wouldChange does not match its steps.");
        if (!result.Steps.Select(step => step.Name).SequenceEqual(steps, StringComparer.Ordinal))
            throw new FormatException($"{host.Path}.steps must be {string.Join(", ", steps)}.");

        return result;
    }

    private static StepResult ReadStep(ReportNode step) =>
        new(step["name"].Text(), step["outcome"].Word(Enum.GetValues<StepOutcome>(), ReportWords.Of), step["detail"].TextOrNull() ?? "")
        {
            Begun = step.Find("begun")?.TextOrNull() ?? "",
        };

    private static HostFacts ReadFacts(ReportNode facts) => new()
    {
        DockerVersion = facts["dockerVersion"].TextOrNull(),
        ComposeVersion = facts["composeVersion"].TextOrNull(),
        Fqdn = facts["fqdn"].TextOrNull(),
        NetworkIPv4 = facts.Find("networkIPv4")?.TextOrNull(),
        NetworkIPv6 = facts.Find("networkIPv6")?.TextOrNull(),
    };

    private static HostIdentity ReadIdentity(ReportNode identity) => new()
    {
        Machine = identity["machine"].TextOrNull(),
        Node = identity["node"].TextOrNull(),
    };

    // Detects reports that were edited by hand.
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
                throw new FormatException($"counts.{name} is {found}, but the hosts add up to {count}.");
        }
    }
}

/// <summary>A value of a report that is being read, and its path for messages. Throws a <see cref="FormatException"/> for invalid values.</summary>
internal readonly record struct ReportNode(JsonElement Value, string Path)
{
    public ReportNode this[string name]
    {
        get
        {
            Expect("an object", JsonValueKind.Object);
            var path = Path.Length == 0 ? name : $"{Path}.{name}";
            return Value.TryGetProperty(name, out var value) ? new ReportNode(value, path) : throw new FormatException($"{path} is missing.");
        }
    }

    /// <summary>Null if the report has no such property, because an older version of Stagecraft wrote it.</summary>
    public ReportNode? Find(string name) => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out _) ? this[name] : null;

    public IEnumerable<ReportNode> Items()
    {
        Expect("a list", JsonValueKind.Array);
        var path = Path;
        return Value.EnumerateArray().Select((item, i) => new ReportNode(item, $"{path}[{i}]"));
    }

    public string Text()
    {
        Expect("a string", JsonValueKind.String);
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            // An escaped unpaired surrogate.
            throw new FormatException($"{Path} must be a string.", exception);
        }
    }

    public string? TextOrNull() => Value.ValueKind == JsonValueKind.Null ? null : Text();

    public bool Flag()
    {
        Expect("true or false", JsonValueKind.True, JsonValueKind.False);
        return Value.GetBoolean();
    }

    public int Number()
    {
        Expect("a whole number", JsonValueKind.Number);
        return Value.TryGetInt32(out var number) ? number : throw new FormatException($"{Path} must be a whole number.");
    }

    /// <summary>The value of <paramref name="all"/> whose word in the report is this text.</summary>
    public T Word<T>(IEnumerable<T> all, Func<T, string> word)
    {
        var text = Text();
        foreach (var one in all)
        {
            if (word(one) == text) return one;
        }

        throw new FormatException($"{Path} is '{SafeText.Line(text)}', which this version of Stagecraft does not know.");
    }

    private void Expect(string what, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (!kinds.Contains(Value.ValueKind)) throw new FormatException($"{(Path.Length == 0 ? "it" : Path)} must be {what}.");
    }
}
