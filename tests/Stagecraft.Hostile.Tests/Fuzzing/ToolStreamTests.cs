using CsCheck;
using Stagecraft.Bootstrap;
using Stagecraft.Hostile.Tests.Secrets;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>
/// The tool from its arguments to its streams, with external text in every place that can have it. The tool can refuse or show the
/// text, but the text never controls a terminal or a build server.
/// </summary>
[TestClass]
public sealed class ToolStreamTests
{
    private const string Static = """
        cloud: {provider: static, providers: {static: {hosts: [{id: a, role: app, publicIp: 203.0.113.7}]}}}
        network: {provider: none}
        """;

    // The tool's own commands to a build server.
    private static readonly string[] Commands = ["::error title=", "::warning title=", "##vso[task.logissue type=", "##vso[task.uploadsummary]"];

    // Each puts a text into a place for external text: arguments, the configuration, hosts documents, hosts.
    private static readonly Dictionary<string, Func<string, Scenario>> Scenarios = new(StringComparer.Ordinal)
    {
        ["alias"] = text => Document($"- *{text}\n"),
        ["anchor"] = text => Document($"- &{text} {{id: a}}\n- *{text}x\n"),
        ["tag"] = text => Document($"- !{text} a\n"),
        ["plain document"] = Document,
        ["role in a suggestion"] = text => Document($"[{{\"id\": \"a\", \"role\": {Quoted("web" + text)}}}]", "hosts", "--limit", "web" + text + "x"),
        ["name in a suggestion"] = text => Document($"[{{\"id\": \"a\", \"name\": {Quoted("web" + text)}}}]", "hosts", "--limit", "we" + text),
        ["role"] = text => Document($"[{{\"id\": \"a\", \"publicIp\": \"203.0.113.7\", \"role\": {Quoted(text)}}}]"),
        ["tags"] = text => Document($"[{{\"id\": \"a\", \"publicIp\": \"203.0.113.7\", \"tags\": [{Quoted(text)}, {Quoted("x" + text)}]}}]"),
        ["user"] = text => Document($"[{{\"id\": \"a\", \"publicIp\": \"203.0.113.7\", \"sshUser\": {Quoted(text)}}}]", "run", "--verbose"),
        ["key of a host"] = text => Document($"[{{\"id\": \"a\", {Quoted(text)}: 1}}]"),
        ["key near a known one"] = text => Document($"[{{\"id\": \"a\", {Quoted("publicI" + text)}: 1}}]"),
        ["output's name"] = text => Document($"{{{Quoted(text)}: {{\"value\": 1}}, \"b\": {{\"value\": 2}}}}"),
        ["limit"] = text => new(["hosts", "--limit", text]),
        ["environment"] = text => new(["hosts", "--environment", text]),
        ["configuration file"] = text => new(["hosts", "--config", text]),
        ["hosts file"] = text => new(["hosts", "--hosts", text]),
        ["report file"] = text => new(["run", "--report", text]),
        ["report file with a format"] = text => new(["run", "--report", Inside(text) + "/x.json"]),
        ["log directory"] = text => new(["run", "--log-dir", Inside(text)]),
        ["merged file"] = text => new(["report", "merge", text]),
        ["shard"] = text => new(["run", "--shard", text]),
        ["parallel"] = text => new(["run", "--parallel", text]),
        ["output format"] = text => new(["run", "--output", text]),
        ["unknown option"] = text => new(["run", "--" + text]),
        ["unknown command"] = text => new([text]),
        ["init's file"] = text => new(["init", "--config", Inside(text)]),
        ["parser's own output"] = text => new(["[diagram]", "run", text]),
        ["configuration"] = text => new(["hosts"], Config: text),
        ["configuration's key"] = text => new(["hosts"], Config: Static + $"\nclou{text}: 1\n"),
        ["configuration's value"] = text => new(["hosts"], Config: $"cloud: {{provider: {Quoted(text)}}}\nnetwork: {{provider: {Quoted(text)}}}\n"),
        ["program's name"] = text => new(["hosts"], Config: $"cloud: {{provider: command, providers: {{command: {{command: [{Quoted(text)}]}}}}}}\nnetwork: {{provider: none}}\n"),
        ["what a host says"] = text => new(["run", "--verbose"], Host: () => Saying(text)),
        ["what a host says, at GitHub"] = text => new(["run"], Host: () => Saying(text), Variable: "GITHUB_ACTIONS"),
        ["what a host says, at Azure"] = text => new(["run"], Host: () => Saying(text), Variable: "TF_BUILD"),
    };

    public static IEnumerable<object[]> Names => Scenarios.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void External_text_cannot_control_a_terminal_or_a_build_server(string name) =>
        Property.Holds(Gen.Frequency((2, Gens.Text), (1, Gen.OneOf(Escapes))), 60, text => Check(Scenarios[name](text)));

    [TestMethod]
    public void The_check_finds_planted_text()
    {
        foreach (var line in (string[])["\u001b[31m", "a \u009d52;c;x\u009c", "::error::x", "  ::error::x", "x ##vso[task.complete]", "\u202e", "::error title=x::##vso[y]"])
            Assert.ThrowsExactly<AssertFailedException>(() => Check(line), line);
        Check("::error title=a::b\n##vso[task.logissue type=error;]a\n");
    }

    // Complete sequences. Gens.Text combines pieces at random.
    private static readonly string[] Escapes =
    [
        "\u001bc\u009d52;c;QUFB\u009c", "\u001b]52;c;QUFB\u0007", "a\u001b[2J\u001b[Hb", "a\r::error::owned", "a\n::set-output name=x::y", "\n##[command]owned", "x\u202ey\u2066z", "\u009b31mred",
        "\u001b[32mgreen\u001b[0m", "\b\b\bowned", "\u2028::warning::owned", "\v::notice::owned", "\f##vso[task.complete result=Failed]",
    ];

    private static void Check(Scenario scenario)
    {
        using var tool = new ToolFolder { Config = scenario.Config, Files = scenario.Files, Host = scenario.Host ?? (() => ScriptedHost.Ready()) };
        if (scenario.Variable is { } variable) tool.Variables[variable] = "true";

        var (output, error) = tool.StreamsAsync(scenario.Arguments).GetAwaiter().GetResult();

        Check(output);
        Check(error);
    }

    private static void Check(string stream)
    {
        foreach (var line in stream.Split('\n'))
        {
            var mayBeACommand = Commands.Any(command => line.StartsWith(command, StringComparison.Ordinal));
            Printable.Assert(mayBeACommand ? line[2..] : line.TrimStart(' '));
        }
    }

    private static ScriptedHost Saying(string text) => new() { OnCommand = (_, _) => Task.FromResult(new CommandResult(1, null, text, $"sudo: {text}")) };

    private static Scenario Document(string text) => Document(text, "hosts");

    private static Scenario Document(string text, params string[] arguments) => new([.. arguments, "--hosts", "hosts.yml"], Files: [("hosts.yml", text)]);

    // A path where no file can exist, and that does not lead outside.
    private static string Inside(string text) => "stagecraft.yml/" + text.Replace("..", "", StringComparison.Ordinal);

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private sealed record Scenario(string[] Arguments, string Config = Static, (string Name, string Text)[]? Given = null, Func<ScriptedHost>? Host = null, string? Variable = null)
    {
        public Scenario(string[] arguments, (string Name, string Text)[] Files)
            : this(arguments, Given: Files)
        {
        }

        public (string Name, string Text)[] Files => Given ?? [];
    }
}
