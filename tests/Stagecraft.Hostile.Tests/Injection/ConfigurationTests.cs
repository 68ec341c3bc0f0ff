using CsCheck;
using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;
using Stagecraft.Hostile.Tests.Fuzzing;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Injection;

/// <summary>A host's name, a tag, a version, a mirror: refused with a clear error, or passed to the shell unchanged.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ConfigurationTests
{
    private const string Status = """{"Version":"1.84.0","BackendState":"STATE","HaveNodeKey":false,"Self":{"HostName":"x"}}""";

    private static readonly Gen<Fleet> Fleets = Gen.Select(
        Gens.Mostly("App-1", "db", "x1"),
        Gens.Mostly("tag:blue", "web", "tag:a-1"),
        Gens.Mostly("app", "db"),
        Gens.Mostly("27.5", "27.5.1", "latest"),
        Gens.Mostly("https://mirror.example.com/docker", "http://10.0.0.1:8000/ubuntu/", "https://a.example/+x=1,2@3"),
        Gens.Mostly("example.ts.net", "Example.TS.net."),
        Gens.Mostly("https://headscale.example.com", "http://10.0.0.1:8080"),
        Gens.Mostly("https://mirror.example.com/ts", "http://10.0.0.1/a/b/"),
        (name, tag, role, version, mirror, domain, server, prefix) => new Fleet(name, tag, role, version, mirror, domain, server, prefix));

    [TestMethod]
    public void Configured_words_are_refused_or_reach_the_shell_unchanged()
    {
        var (reached, refused) = (0, 0);
        foreach (var some in Property.Sample(Fleets, 2000).Chunk(100))
        {
            var sets = new List<(Fleet Fleet, IReadOnlyList<string> Lines)>();
            foreach (var fleet in some)
            {
                if (ArgumentLines(fleet) is { } lines) sets.Add((fleet, lines));
                else refused++;
            }

            // Every line that sets a script's arguments, as a shell reads it.
            var result = Sh.Run(string.Concat(sets.SelectMany(set => set.Lines).Select(line => $"{line}\n[ $# -eq 0 ] || printf '%s\\n' \"$@\"\n")) + "echo end\n");
            Assert.AreEqual("", result.Error);
            var words = new Queue<string>(result.Output.Split('\n'));
            foreach (var (fleet, lines) in sets)
            {
                var found = lines.Select(line => Enumerable.Range(0, Arguments(line)).Select(_ => words.Dequeue()).ToList()).ToList();
                AssertReached(fleet, found);
                reached++;
            }

            Assert.AreEqual("end", words.Dequeue());
        }

        Assert.IsGreaterThan(200, reached);
        Assert.IsGreaterThan(200, refused);
    }

    [TestMethod]
    [DataRow("$(reboot)", "tag:a")]
    [DataRow("app-1", "tag:a'\nreboot")]
    [DataRow("app-1", "tag:a,tag:b")]
    [DataRow("../../etc", "tag:a")]
    [DataRow("-oProxyCommand=reboot", "tag:a")]
    public void A_host_with_a_hostile_name_or_tag_fails_before_connecting(string name, string tag)
    {
        var fleet = new Fleet(name, tag, "app", "latest", "https://m.example", "example.ts.net", "https://h.example", "https://p.example");
        var connector = new ScriptedConnector();

        var result = Run(fleet, connector).Results.Single();

        Assert.AreEqual(ErrorCode.ConfigInvalid, result.ErrorCode);
        Assert.IsEmpty(connector.Connected);
        Printable.Assert(result.Message);
    }

    /// <summary>Null if it was refused before anything ran.</summary>
    private static IReadOnlyList<string>? ArgumentLines(Fleet fleet)
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker)
            .On("tailscale-source").On("docker-ce")
            .On("tailscale-detect", "LoadState=not-found").On("tailscale-detect", "LoadState=not-found").On("tailscale-detect", "client=/usr/bin/tailscale\nLoadState=loaded\nstatus=" + Status.Replace("STATE", "NeedsLogin", StringComparison.Ordinal))
            .On("tailscale-install").On("tailscale-login")
            .On("tailscale-await", "client=/usr/bin/tailscale\nstatus=" + Status.Replace("STATE", "Running", StringComparison.Ordinal));
        try
        {
            var result = Run(fleet, new ScriptedConnector { Default = _ => scripted }).Results.Single();
            Assert.AreNotEqual(ErrorCode.InternalError, result.ErrorCode, result.Message);
            if (result.ErrorCode == ErrorCode.ConfigInvalid)
            {
                Assert.IsEmpty(scripted.Commands);
                return null;
            }

            // Each follows the line that prints a script's marker.
            var lines = scripted.Commands.SelectMany(command => command.Input.Split('\n')).ToList();
            return [.. lines.Zip(lines.Skip(1)).Where(pair => pair.First.StartsWith("printf '%s\\n' '@@stagecraft begin ", StringComparison.Ordinal)).Select(pair => pair.Second)];
        }
        catch (ConfigurationException exception)
        {
            foreach (var error in exception.Errors) Printable.Assert(error.ToString());
            return null;
        }
    }

    private static BootstrapReport Run(Fleet fleet, ScriptedConnector connector)
    {
        var surroundings = new RunEnvironment { Environment = _ => "tskey-auth-x", CurrentDirectory = "/", HomeDirectory = "/" };
        var project = new ProjectReader(new ProjectFile((SettingsMapping)YamlText.Parse(fleet.Config, "stagecraft.yml"), "/"), surroundings).Read(cloudSecrets: false, hostSecrets: true);
        var hosts = HostsDocument.Parse(fleet.Hosts, "hosts");
        return new BootstrapEngine(connector, project.Network, project.Options, new RecordingObserver()).RunAsync(hosts, CancellationToken.None).GetAwaiter().GetResult();
    }

    // The lines are words with single spaces. Only their number is used here.
    private static int Arguments(string line) => line.Count(c => c == ' ') - 1;

    private static void AssertReached(Fleet fleet, List<List<string>> found)
    {
        var words = found.SelectMany(each => each).ToList();
        Assert.Contains(fleet.Version, words);
        Assert.Contains(fleet.Mirror.TrimEnd('/'), words);
        // A version that differs from the installed one ends the sequence.
        if (fleet.Version is not ("latest" or "27.5" or "27.5.1")) return;
        Assert.Contains(fleet.Prefix.TrimEnd('/'), words);
        if (found.Find(each => each.Count == 4 && each[3] == fleet.LoginServer) is not { } login) return;
        Assert.AreEqual((fleet.Name.Trim().Length == 0 ? "1" : fleet.Name.Trim()).ToLowerInvariant(), login[1]);
        string[] tags = fleet.Tag.StartsWith("tag:", StringComparison.Ordinal) ? ["tag:base", fleet.Tag] : ["tag:base"];
        Assert.AreEqual(string.Join(',', tags.Order(StringComparer.Ordinal)), login[2]);
    }
}
