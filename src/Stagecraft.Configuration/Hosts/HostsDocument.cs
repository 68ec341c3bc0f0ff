using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>
/// A list of hosts in JSON or YAML: an array of host objects, a map of names to host objects, either of them under the
/// key <c>hosts</c>, the output of <c>terraform output -json</c>, or the output of a cloud provider's own command-line tool.
/// A map may have addresses instead of host objects, and a host object may be a whole resource of Terraform.
/// </summary>
internal static class HostsDocument
{
    private const string HostsKey = "hosts";
    private const string ValueKey = "value";
    private const int MaxShown = 60;

    /// <param name="text">The document.</param>
    /// <param name="file">For messages; nothing is read from it.</param>
    /// <exception cref="ConfigurationException">The document is invalid, contains no host, or contains an invalid host.</exception>
    public static IReadOnlyList<Host> Parse(string text, string file)
    {
        try
        {
            return ParseHosts(text, file);
        }
        catch (ConfigurationException) when (ForeignText.Find(text, file) is { } foreign)
        {
            throw new ConfigurationException([foreign]);
        }
    }

    private static IReadOnlyList<Host> ParseHosts(string text, string file)
    {
        var root = YamlText.Parse(text, file);
        if (root is SettingsScalar { Value: null })
            throw new ConfigurationException("There are no hosts: the document is empty.", root.Location);
        if (root is SettingsScalar { Value: { } words })
            throw new ConfigurationException(NoList(words), root.Location);

        var context = SettingsContext.ForDocument();
        var node = DropletList.AsHosts(root) ?? ResourceHosts.In(FindHosts(root));
        var hosts = HostsReader.Read(node, HostsKey, context);
        context.ThrowIfAny();
        return hosts.Count > 0 ? [.. hosts.Select(host => host with { PinIsFromDocument = host.SshHostKey is not null })] : throw new ConfigurationException("There are no hosts: the list is empty.", node.Location);
    }

    private static string NoList(string words)
    {
        // Collapses the white space of tables.
        var begin = string.Join(' ', words[..Math.Min(words.Length, 10 * MaxShown)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var shown = SafeText.Line(begin.Length > MaxShown ? $"{begin[..MaxShown]}..." : begin);
        // `terraform output -json` prints an output that uses jsonencode(...) in this form.
        return words.TrimStart() is ['[' or '{', ..]
            ? $"The document is a string that contains a list: '{shown}'. For a Terraform output that uses jsonencode(...), run 'terraform output -raw NAME'."
            : $"The document must be a list of hosts, or a map of names to hosts. It is the text '{shown}'.";
    }

    private static SettingsNode FindHosts(SettingsNode root)
    {
        if (root is not SettingsMapping { Entries: [_, ..] entries } mapping) return root;
        if (IsOutput(mapping)) return Value(mapping);
        if (entries.All(entry => IsOutput(entry.Value))) return PickOutput(entries, root.Location);
        return entries is [{ Key: HostsKey, Value: var hosts }] ? hosts : root;
    }

    // `terraform output -json`: https://developer.hashicorp.com/terraform/cli/commands/output
    private static SettingsNode PickOutput(IReadOnlyList<SettingsEntry> outputs, SourceLocation location)
    {
        var named = outputs.FirstOrDefault(output => output.Key == HostsKey);
        if (named is not null) return Value(named.Value);

        var candidates = outputs.Where(output => LooksLikeHosts(Value(output.Value))).ToList();
        return candidates.Count == 1
            ? Value(candidates[0].Value)
            : throw new ConfigurationException(
                $"Cannot determine which output contains the hosts. Name that output 'hosts'. Outputs: {string.Join(", ", outputs.Take(20).Select(output => SafeText.Line(output.Key)))}.",
                location);
    }

    private static bool IsOutput(SettingsNode node) =>
        node is SettingsMapping mapping
        && mapping.Entries.Any(entry => entry.Key == ValueKey)
        && mapping.Entries.All(entry => entry.Key is ValueKey or "type" or "sensitive");

    private static SettingsNode Value(SettingsNode output) => ((SettingsMapping)output).Entries.First(entry => entry.Key == ValueKey).Value;

    private static bool LooksLikeHosts(SettingsNode node) => node switch
    {
        SettingsSequence { Items: [_, ..] items } => items.All(item => item is SettingsMapping),
        SettingsMapping { Entries: [_, ..] entries } => entries.All(entry => entry.Value is SettingsMapping) || ResourceHosts.IsAddressMap(node),
        _ => false,
    };
}
