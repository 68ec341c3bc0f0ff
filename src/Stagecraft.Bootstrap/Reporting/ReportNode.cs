using System.Text.Json;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>A value of a report that is read back, and where it stands, for messages. What is not as it must be is a <see cref="FormatException"/>.</summary>
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

    /// <summary>Null where the report has no such property: it came with a later version of Stagecraft than the one that wrote it.</summary>
    public ReportNode? Find(string name) => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out _) ? this[name] : null;

    public IEnumerable<ReportNode> Items()
    {
        Expect("a list", JsonValueKind.Array);
        var path = Path;
        return Value.EnumerateArray().Select((item, i) => new ReportNode(item, $"{path}[{i}]"));
    }

    public string Text()
    {
        Expect("a text", JsonValueKind.String);
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            // An escape for half a character.
            throw new FormatException($"{Path} must be a text.", exception);
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

    /// <summary>The one of <paramref name="all"/> that the report calls so.</summary>
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
