using System.Globalization;
using Stagecraft.Testing.Documentation;
using YamlDotNet.RepresentationModel;

namespace Stagecraft.Bootstrap.Tool.Tests.Documentation;

/// <summary>One recipe of the page about shards: the script of each machine, and the script that merges the report.</summary>
/// <param name="Count">The number of machines that the recipe starts.</param>
/// <param name="Shard">The script of a machine, with the values of the build server.</param>
/// <param name="Variables">The variables in the environment of a machine.</param>
/// <param name="Merge">The script that makes the report.</param>
internal sealed record ShardRecipe(int Count, Func<int, string> Shard, Func<int, IReadOnlyDictionary<string, string>> Variables, string Merge)
{
    public const string PagePath = "docs/sharding.md";

    private static readonly Func<int, IReadOnlyDictionary<string, string>> Nothing = _ => new Dictionary<string, string>(StringComparer.Ordinal);

    private static IReadOnlyList<YamlNode> Documents { get; } =
    [
        .. Page.All.Single(page => page.Path == PagePath).Blocks()
            .Where(block => block.Language == "yaml")
            .Select(block => Parse(string.Join('\n', block.Lines))),
    ];

    public static ShardRecipe GitHub()
    {
        var jobs = Documents.Single(document => Has(document, "on"))["jobs"];
        var shards = ((YamlSequenceNode)jobs["shard"]["strategy"]["matrix"]["shard"]).Select(Text).ToList();
        var script = Scripts(jobs["shard"]["steps"], "run");
        return new(
            shards.Count,
            machine => script
                .Replace("${{ matrix.shard }}", shards[machine], StringComparison.Ordinal)
                .Replace("${{ strategy.job-total }}", Text(shards.Count), StringComparison.Ordinal),
            Nothing,
            Scripts(jobs["report"]["steps"], "run"));
    }

    public static ShardRecipe Azure()
    {
        var jobs = Documents.Single(document => Has(document, "jobs") && !Has(document, "on"))["jobs"];
        var shards = ((YamlMappingNode)jobs[0]["strategy"]["matrix"]).Select(leg => Text(leg.Value["shard"])).ToList();
        var script = Scripts(jobs[0]["steps"], "script");
        return new(
            shards.Count,
            machine => script
                .Replace("$(shard)", shards[machine], StringComparison.Ordinal)
                .Replace("$(deployKey.secureFilePath)", $"$HOME/{RecordingShell.SecureFile}", StringComparison.Ordinal),
            Nothing,
            // At the path of the downloaded files, which the shards have already written.
            string.Join('\n', Scripts(jobs[1]["steps"], "script").Split('\n').Where(line => !line.StartsWith("cp $(Pipeline.Workspace)/", StringComparison.Ordinal))));
    }

    public static ShardRecipe Kubernetes()
    {
        var jobs = Documents.Where(document => Has(document, "kind")).Select(document => document["spec"]).ToList();
        var count = int.Parse(Text(jobs[0]["completions"]), CultureInfo.InvariantCulture);
        return new(
            count,
            _ => Container(jobs[0]),
            machine => new Dictionary<string, string>(StringComparer.Ordinal) { ["JOB_COMPLETION_INDEX"] = Text(machine) },
            Container(jobs[1]));

        // The volume is the directory in which both run.
        static string Container(YamlNode job) => Text(job["template"]["spec"]["containers"][0]["args"][0]).Replace("/reports/", "", StringComparison.Ordinal);
    }

    private static YamlNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    private static bool Has(YamlNode document, string key) => ((YamlMappingNode)document).Children.ContainsKey(new YamlScalarNode(key));

    private static string Scripts(YamlNode steps, string key) => string.Join('\n', ((YamlSequenceNode)steps).Where(step => Has(step, key)).Select(step => Text(step[key])));

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
