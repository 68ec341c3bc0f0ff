using Stagecraft.Application;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests.Schema;

/// <summary>The schema describes each key. The tables of <c>docs/configuration.md</c> and the files of <c>init</c> agree with it.</summary>
[TestClass]
public sealed class DocumentedKeysTests
{
    // Required by a condition of the schema, which also allows another key in its place.
    private static readonly string[] RequiredByCondition =
        ["cloud.providers.static.hosts.*.id", "network.provider", "network.providers.tailscale.auth_key_env", "network.providers.tailscale.auth_key_file"];

    // Written by Stagecraft into lists of hosts, or without any settings.
    private static readonly string[] NotForUsers =
        ["cloud.providers.static.hosts.*.problem", "cloud.providers.static.hosts.*.remedy", "network.providers.none"];

    private static readonly string Init = Path.Combine(Repository.Root, "src", "Stagecraft.Bootstrap.Tool", "Init");

    public static IEnumerable<object[]> Templates =>
        from cloud in BuiltInProviders.All.Cloud.Keys
        from network in BuiltInProviders.All.Network.Keys
        select new object[] { cloud, network };

    [TestMethod]
    public void Every_key_of_the_schema_is_in_the_tables()
    {
        var documented = DocumentedKeys.All.Where(key => !key.IsReference).ToList();
        var missing = SchemaKey.All
            .Where(key => !NotForUsers.Contains(key.Path) && !IsTerraformSpelling(key))
            .Where(key => !documented.Exists(row => row.Path == key.Path || IsIn(row, key)));

        AssertNone(missing, "docs/configuration.md has no row for these keys of the schema");
    }

    [TestMethod]
    public void Every_key_of_the_tables_is_in_the_schema()
    {
        var unknown = DocumentedKeys.All.Where(row => !SchemaKey.All.Any(key =>
            key.Path == row.Path || IsIn(row, key) || (row.IsReference && IsBelow(row.Path, key.Path))));

        AssertNone(unknown, "schema/stagecraft.schema.json does not have these keys of docs/configuration.md");
    }

    [TestMethod]
    public void The_tables_have_the_defaults_of_the_schema() =>
        AssertNone(Rows().Where(row => row.Key.Default is { } value && row.Row.DefaultValue != value).Select(row => $"{row.Key.Path} ({row.Key.Default}, not '{row.Row.Default}')"),
            "docs/configuration.md has another default than the schema for these keys");

    [TestMethod]
    public void A_default_of_the_tables_is_in_the_schema_as_a_default_or_in_its_description() =>
        AssertNone(Rows().Where(row => row.Row.DefaultValue is { } value && row.Key.Default != value && !row.Key.Descriptions.Contains(value, StringComparison.Ordinal)).Select(row => $"{row.Key.Path} ({row.Row.Default})"),
            "the schema does not have the default of docs/configuration.md for these keys");

    [TestMethod]
    public void The_tables_say_which_keys_are_required()
    {
        var wrong = Rows().Where(row => row.Row.IsRequired != (row.Key.IsRequired || RequiredByCondition.Contains(row.Key.Path)));

        AssertNone(wrong.Select(row => row.Key.Path), "the schema and docs/configuration.md do not agree whether these keys are required");
    }

    [TestMethod]
    public void A_required_key_has_no_default() =>
        AssertNone(SchemaKey.All.Where(key => key is { IsRequired: true, Default: not null }), "these keys of the schema are required and have a default");

    [TestMethod]
    public void The_tables_name_every_choice()
    {
        // A row whose default is another key refers to that key for the choices.
        var wrong = from row in Rows()
                    where !DocumentedKeys.All.Any(other => other.Path == row.Row.DefaultValue)
                    from word in row.Key.Words
                    where !row.Row.Mentions(word)
                    select $"{row.Key.Path}: {word}";

        AssertNone(wrong, "docs/configuration.md does not name these choices of the schema");
    }

    [TestMethod]
    public void The_schema_describes_every_key() =>
        AssertNone(SchemaKey.All.Where(key => key.Description.Length == 0), "these keys of the schema have no description");

    [TestMethod]
    [DynamicData(nameof(Templates))]
    public void The_schema_takes_what_init_writes(string cloud, string network) =>
        Assert.IsTrue(ConfigurationSchema.Takes(string.Join('\n', Template("head"), Template($"cloud-{cloud}"), Template($"network-{network}"), Template("bootstrap"))));

    // A commented-out setting shows the default, or an example.
    [TestMethod]
    public void The_settings_that_init_comments_out_are_keys_of_the_schema_with_their_defaults()
    {
        var uncommented = Template("bootstrap").Split('\n').Select(line => line.Replace("# ", "", StringComparison.Ordinal)).Where(line => line.Length > 0).ToList();
        var settings = uncommented
            .Select(line => line.Trim().Split(": ", 2))
            .Where(parts => parts.Length == 2 && !parts[1].StartsWith('{'))
            .Concat(uncommented.Where(line => line.Contains("timeouts: {", StringComparison.Ordinal)).SelectMany(line => line.Split('{', '}')[1].Split(", ")).Select(pair => pair.Split(": ")))
            .Select(parts => (Name: parts[0], Value: parts[1].Split(' ')[0]))
            .ToList();

        Assert.IsGreaterThanOrEqualTo(9, settings.Count);
        foreach (var (name, value) in settings)
        {
            var keys = SchemaKey.All.Where(key => key.Name == name && IsBelow("infra.bootstrap", key.Path)).ToList();
            Assert.HasCount(1, keys, $"init-bootstrap.yml has the key {name}, which the schema has {keys.Count} times.");
            Assert.IsTrue((keys[0].Default ?? value) == value, $"init-bootstrap.yml has {name}: {value}; the schema's default is {keys[0].Default}.");
        }
    }

    private static IEnumerable<(DocumentedKey Row, SchemaKey Key)> Rows() =>
        from row in DocumentedKeys.All
        join key in SchemaKey.All on row.Path equals key.Path
        select (row, key);

    private static string Template(string name) => File.ReadAllText(Path.Combine(Init, $"init-{name}.yml"));

    private static bool IsTerraformSpelling(SchemaKey key) => IsBelow("cloud.providers.static.hosts", key.Path) && key.Name.Contains('_');

    // `hosts.<environment>.<name>` is one row, which lists the keys of a droplet. A map of names ends in '*' there only.
    private static bool IsIn(DocumentedKey row, SchemaKey key) =>
        row.Path.EndsWith(".*", StringComparison.Ordinal)
        && (key.Path == row.Path.TrimEnd('.', '*') || (IsBelow(row.Path, key.Path) && row.Mentions(key.Name)));

    private static bool IsBelow(string section, string path)
    {
        var (sections, keys) = (section.Split('.'), path.Split('.'));
        return keys.Length > sections.Length && sections.Zip(keys).All(pair => pair.First == "*" || pair.First == pair.Second);
    }

    private static void AssertNone(IEnumerable<object> wrong, string what)
    {
        var list = string.Join("\n  ", wrong);
        Assert.IsTrue(list.Length == 0, $"{what}:\n  {list}");
    }
}
