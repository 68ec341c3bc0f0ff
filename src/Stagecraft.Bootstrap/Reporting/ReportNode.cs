using System.Text.Json;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Reporting;

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
