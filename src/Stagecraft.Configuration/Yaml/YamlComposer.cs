using Stagecraft.Bootstrap;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Stagecraft.Configuration;

/// <summary>Builds settings from a parser's events. Depth and aliases are limited, because files may be untrusted.</summary>
internal sealed class YamlComposer(IParser parser, string text, string file)
{
    private const int MaxDepth = 100;

    // Far more than any legitimate file needs, and far less than a "billion laughs" attack needs.
    private const int MaxAliasedNodes = 100_000;

    private readonly Dictionary<AnchorName, (SettingsNode Node, int Size)> anchors = [];
    private int nodes;
    private int aliasedNodes;

    public SettingsNode Compose()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return new SettingsScalar(null, new SourceLocation(file, 1, 1));

        parser.Consume<DocumentStart>();
        var root = ComposeNode(depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            throw Wrong("A second YAML document begins here. Only one document per file is supported. Remove the line '---'.", second.Start);
        return root;
    }

    internal static SourceLocation Locate(string file, Mark mark) => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private SettingsNode ComposeNode(int depth)
    {
        var start = parser.Current!.Start;
        if (depth > MaxDepth)
            throw Wrong($"This is nested more than {MaxDepth} levels deep.", start);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Resolve(alias);

        // For a few invalid documents, the parser ends a node that it has just begun.
        if (parser.Current is not NodeEvent { Anchor: var anchor })
            throw Wrong("Expected a value here.", start);

        var before = nodes++;
        SettingsNode node;
        if (parser.TryConsume<Scalar>(out var scalar))
            node = new SettingsScalar(Value(scalar), Locate(file, start), scalar.Style != ScalarStyle.Plain);
        else if (parser.TryConsume<SequenceStart>(out _))
            node = ComposeSequence(start, depth);
        else
            node = ComposeMapping(start, depth);

        if (!anchor.IsEmpty) anchors[anchor] = (node, nodes - before);
        return node;
    }

    private SettingsNode Resolve(AnchorAlias alias)
    {
        // An anchor is registered only when its node is complete, so a node cannot contain itself.
        if (!anchors.TryGetValue(alias.Value, out var anchored))
            throw Wrong($"The alias '*{SafeText.Line(alias.Value.Value)}' has no anchor '&{SafeText.Line(alias.Value.Value)}' before it.", alias.Start);

        nodes += anchored.Size;
        aliasedNodes += anchored.Size;
        if (aliasedNodes > MaxAliasedNodes)
            throw Wrong($"The aliases of this file repeat more than {MaxAliasedNodes} values.", alias.Start);
        return anchored.Node;
    }

    private SettingsSequence ComposeSequence(Mark start, int depth)
    {
        var items = new List<SettingsNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ComposeNode(depth + 1));
        return new SettingsSequence(items, Locate(file, start));
    }

    private SettingsMapping ComposeMapping(Mark start, int depth)
    {
        parser.Consume<MappingStart>();
        var entries = new Dictionary<string, SettingsEntry>(StringComparer.Ordinal);
        var merged = new List<SettingsNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.TryConsume<Scalar>(out var scalar)
                ? scalar
                : throw Wrong("A key must be plain text.", parser.Current!.Start);
            if (key.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted && !HasColon(key))
                throw Wrong($"Expected ':' after '{SafeText.Line(key.Value)}'.", key.Start);
            var value = ComposeNode(depth + 1);
            var entry = new SettingsEntry(key.Value, value, Locate(file, key.Start));
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
                merged.Add(value);
            else if (!entries.TryAdd(key.Value, entry))
                throw Wrong($"Duplicate key '{SafeText.Line(key.Value)}'; the first is on line {entries[key.Value].Location.Line}. Keep one.", key.Start);
        }

        foreach (var node in merged) Merge(node, entries);
        return new SettingsMapping([.. entries.Values], Locate(file, start));
    }

    // The parser accepts any text after a quoted key as its value. A colon is optional for a key without a value (`{"a", "b"}`) and after '?'.
    private bool HasColon(Scalar key)
    {
        var before = text.AsSpan(0, (int)Math.Min(key.Start.Index, text.Length)).TrimEnd();
        var after = text.AsSpan((int)Math.Min(key.End.Index, text.Length)).TrimStart();
        return before is [.., '?'] || after is [] or [':' or ',' or '}' or ']' or '#', ..];
    }

    // https://yaml.org/type/merge.html: the mapping's own keys override merged keys.
    private static void Merge(SettingsNode node, Dictionary<string, SettingsEntry> entries)
    {
        switch (node)
        {
            case SettingsMapping mapping:
                foreach (var entry in mapping.Entries) entries.TryAdd(entry.Key, entry);
                break;
            case SettingsSequence sequence:
                foreach (var item in sequence.Items) Merge(item, entries);
                break;
            default:
                throw new ConfigurationException("'<<' must refer to a mapping.", node.Location);
        }
    }

    private static string? Value(Scalar scalar) =>
        scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" } ? null : scalar.Value;

    private ConfigurationException Wrong(string message, Mark mark) => new(message, Locate(file, mark));
}
