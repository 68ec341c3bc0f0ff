using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Project;

/// <summary>
/// Where a configuration says that secrets are: in variables (<c>auth_key_env</c>, <c>passphraseEnv</c>) and files
/// (<c>auth_key_file</c>), also those of providers that are not chosen. A command that needs none of them still masks
/// them, because a program that it runs may print them.
/// </summary>
internal sealed class NamedSecrets
{
    private static readonly string[] VariableEndings = ["_env", "Env"];
    private static readonly string[] FileEndings = ["_file", "File"];
    private static readonly string[] SecretWords = ["key", "secret", "token", "pass", "credential"];

    private readonly HashSet<string> variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> files = new(StringComparer.Ordinal);

    // A node that YAML's aliases put in many places is looked at once.
    private readonly HashSet<SettingsNode> seen = new(ReferenceEqualityComparer.Instance);

    /// <param name="sections">Our sections of the file. Those of other features name variables that hold no secrets.</param>
    public NamedSecrets(IEnumerable<SettingsNode> sections)
    {
        foreach (var section in sections) Look(section);
    }

    public IReadOnlySet<string> Variables => variables;

    /// <summary>The secrets that are there. One that is missing, too short or unreadable is reported by the part that needs it.</summary>
    public IEnumerable<Secret> Read(Func<string, string?> environment, Func<string, string> resolvePath) => variables
        .Select(environment)
        .Concat(files.Select(file => SecretFile.ReadIfRegular(file, resolvePath)))
        .Select(SecretText.Of)
        // Of an OAuth client's secret its client may print the part before the options alone.
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
