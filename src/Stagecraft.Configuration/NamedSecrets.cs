using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>
/// The secrets that a configuration refers to: variables (<c>auth_key_env</c>, <c>passphraseEnv</c>) and files
/// (<c>auth_key_file</c>), including those of providers that are not selected. All commands mask all of these secrets,
/// because a program that a command runs may print them.
/// </summary>
internal sealed class NamedSecrets
{
    private static readonly string[] VariableEndings = ["_env", "Env"];
    private static readonly string[] FileEndings = ["_file", "File"];
    private static readonly string[] SecretWords = ["key", "secret", "token", "pass", "credential", "http"];

    private readonly HashSet<string> variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> files = new(StringComparer.Ordinal);

    // YAML aliases can place one node in many positions; each node is visited once.
    private readonly HashSet<SettingsNode> seen = new(ReferenceEqualityComparer.Instance);

    /// <param name="sections">Host bootstrap's sections of the file. Variables in sections of other features are not secrets.</param>
    public NamedSecrets(IEnumerable<SettingsNode> sections)
    {
        foreach (var section in sections) Look(section);
    }

    public IReadOnlySet<string> Variables => variables;

    /// <summary>The available secrets. A missing, too short or unreadable secret is reported by the code that needs it.</summary>
    public IEnumerable<Secret> Read(Func<string, string?> environment, Func<string, string> resolvePath) => variables
        .Select(environment)
        .Concat(files.Select(file => SecretFile.ReadIfRegular(file, resolvePath)))
        .Select(SecretText.Of)
        // The Tailscale client may print an OAuth client secret without its options.
        .SelectMany(text => new[] { text, text.Split('?')[0] })
        .Distinct(StringComparer.Ordinal)
        .Where(text => text.Length >= SecretText.MinLength)
        .Select(text => new Secret(text));

    private void Look(SettingsNode node)
    {
        if (!seen.Add(node)) return;
        switch (node)
        {
            case SettingsSequence list:
                foreach (var item in list.Items) Look(item);
                break;
            case SettingsMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    if (Ends(entry.Key, VariableEndings)) variables.UnionWith(Texts(entry.Value));
                    else if (Ends(entry.Key, FileEndings) && SecretWords.Any(word => entry.Key.Contains(word, StringComparison.OrdinalIgnoreCase))) files.UnionWith(Texts(entry.Value));
                    Look(entry.Value);
                }

                break;
        }
    }

    private static bool Ends(string key, string[] endings) => endings.Any(ending => key.EndsWith(ending, StringComparison.Ordinal));

    private static IEnumerable<string> Texts(SettingsNode node) => (node switch
    {
        SettingsScalar scalar => [scalar],
        SettingsSequence list => list.Items.OfType<SettingsScalar>(),
        _ => [],
    }).Select(scalar => scalar.Value).OfType<string>().Where(text => text.Length > 0);
}
