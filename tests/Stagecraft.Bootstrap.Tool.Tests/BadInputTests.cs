namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>Every bad input gives one clear error and exit code 1, and touches no host.</summary>
[TestClass]
public sealed class BadInputTests
{
    [TestMethod]
    [DataRow("--foo", "Unknown option '--foo'.")]
    [DataRow("bogus", "Unknown command 'bogus'.")]
    [DataRow("chek", "Unknown command 'chek'. Did you mean 'check'?")]
    [DataRow("chekc", "Unknown command 'chekc'. Did you mean 'check'?")]
    [DataRow("--reprot", "Unknown option '--reprot'. Did you mean '--report'?")]
    [DataRow("--limt x", "Unknown option '--limt'. Did you mean '--limit'?")]
    [DataRow("--limt=x", "Unknown option '--limt'. Did you mean '--limit'?")]
    [DataRow("check --limmit", "Unknown option '--limmit'. Did you mean '--limit'?", "check")]
    [DataRow("check now", "Unexpected argument 'now'.", "check")]
    [DataRow("config chema", "Unknown command 'chema'. Did you mean 'schema'?", "config")]
    [DataRow("--hosts", "--hosts needs a value: FILE|-.")]
    [DataRow("--config a --config b", "--config can be set only once.")]
    [DataRow("--config a check --config b", "--config can be set only once.", "check")]
    [DataRow("--output xml", "--output must be text or json; it is 'xml'.")]
    [DataRow("--output jsn", "--output must be text or json; it is 'jsn'. Did you mean 'json'?")]
    [DataRow("init --cloud aws", "--cloud must be static, command or digitalocean; it is 'aws'.", "init")]
    [DataRow("report merge", "FILE is required: The JSON reports of the shards of one run.", "report merge")]
    [DataRow("--parallel many", "--parallel must be a whole number from 1 to 1024; it is 'many'.")]
    [DataRow("--parallel 0 check", "--parallel must be a whole number from 1 to 1024; it is '0'.", "check")]
    [DataRow("check --parallel 1025", "--parallel must be a whole number from 1 to 1024; it is '1025'.", "check")]
    [DataRow("--serial some", "--serial must be a number of hosts, such as 2, or a percentage, such as 25%; it is 'some'.")]
    [DataRow("--serial 1 --max-fail 101%", "--max-fail must be a number of hosts, such as 2, or a percentage, such as 25%; it is '101%'.")]
    public async Task A_wrong_command_line_is_refused(string arguments, string expected, string command = "")
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync(arguments.Split(' '));

        Assert.AreEqual(new ToolRun(1, "", $"error: {expected}\nSee 'dotnet stagecraft-bootstrap {(command.Length > 0 ? command + " " : "")}--help'.\n"), run);
        Assert.IsEmpty(workspace.Hosts.Connected);
    }

    [TestMethod]
    [DataRow("config schema --limit app-1", "--limit", "config schema")]
    [DataRow("--limit app-1 config schema", "--limit", "config schema")]
    [DataRow("config validate --shard 1/2", "--shard", "config validate")]
    [DataRow("init --output json", "--output", "init")]
    [DataRow("completion bash --verbose", "--verbose", "completion")]
    [DataRow("report merge run.json --hosts x", "--hosts", "report merge")]
    [DataRow("plan --parallel 2", "--parallel", "plan")]
    [DataRow("hosts --report r.json", "--report", "hosts")]
    [DataRow("hosts --verbose keys", "--verbose", "hosts keys")]
    [DataRow("check --yes", "--yes", "check")]
    public async Task An_option_without_effect_is_refused(string arguments, string option, string command)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync(arguments.Split(' '));

        Assert.AreEqual(new ToolRun(1, "", $"error: {option} has no effect with '{command}'. Remove it.\nSee 'dotnet stagecraft-bootstrap {command} --help'.\n"), run);
    }

    [TestMethod]
    [DataRow("config")]
    [DataRow("report")]
    public async Task A_command_without_its_subcommand_shows_its_help(string command)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync(command);
        var help = await workspace.RunAsync(command, "--help");

        Assert.AreEqual(new ToolRun(1, "", $"error: {command} needs a command.\n\n{help.Output}"), run);
    }

    [TestMethod]
    [DataRow("--config nope.yml", "The configuration file 'nope.yml' does not exist. Create one with 'dotnet stagecraft-bootstrap init'.")]
    [DataRow("--config .", "The file '.' cannot be read: it is a directory.")]
    [DataRow("--hosts nope.json", "The file 'nope.json' cannot be read: it does not exist.")]
    [DataRow("--limit nope", "--limit 'nope' matches no host. Hosts: app-1, app-2, db. Roles: app, db.")]
    [DataRow("--limit app-1,db1", "--limit 'db1' matches no host. Hosts: app-1, app-2, db. Roles: app, db. Did you mean 'db'?")]
    [DataRow("--limit ,", "--limit is empty or has an empty part. Use host ids, names or roles.")]
    [DataRow("leave --yes --limit ,", "--limit is empty or has an empty part. Use host ids, names or roles.")]
    [DataRow("--exclude nope", "--exclude 'nope' matches no host. Hosts: app-1, app-2, db. Roles: app, db.")]
    [DataRow("--limit @failed:nope.json", "The file 'nope.json' cannot be read: it does not exist.")]
    [DataRow("--limit @failed:stagecraft.yml", "'stagecraft.yml' is not a JSON report of a run: it is not JSON, or is incomplete (line 1).")]
    [DataRow("--max-fail 0", "--max-fail requires --serial, because failures are counted between batches. Set --serial to the size of a batch.")]
    [DataRow("--serial 0%", "--serial must be at least 1 host or 1%.")]
    [DataRow("--environment staging", "The cloud provider 'static' has a single list of hosts and does not support environments, so 'staging' cannot be selected. Omit the environment, or use one configuration file per environment.")]
    [DataRow("plan --environment production --hosts h.json", "--environment has no effect with --hosts, because the cloud provider is not used. Remove one of them.")]
    [DataRow("hosts --environment production --hosts h.json", "--environment has no effect with --hosts, because the cloud provider is not used. Remove one of them.")]
    [DataRow("hosts keys --environment production --hosts h.json", "--environment has no effect with --hosts, because the cloud provider is not used. Remove one of them.")]
    [DataRow("--environment ../x", "The environment name '../x' is not valid. Use letters, digits, '-', '_' and '.', beginning with a letter or digit, such as production.")]
    public async Task A_wrong_argument_is_refused(string arguments, string expected)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync(arguments.Split(' '));

        Assert.AreEqual(new ToolRun(1, "", $"error: {expected}\n"), run);
        Assert.IsEmpty(workspace.Hosts.Connected);
    }

    [TestMethod]
    [DataRow("a: b: c", "stagecraft.yml:1:5: A value is followed by another ': '. Quote values that contain ': ', or indent this line like its neighbors.")]
    [DataRow("- a", "stagecraft.yml:1:1: A configuration file must contain sections such as 'cloud:', 'network:' and 'infra:'.")]
    [DataRow("", "stagecraft.yml:1:1: network.provider is required. Set it to the network that hosts join: tailscale, none.")]
    [DataRow("network: {provider: tailscal}", "stagecraft.yml:1:21: There is no network provider 'tailscal'. Did you mean 'tailscale'? Known providers: tailscale, none.")]
    [DataRow("network: {provider: none}\ncloud: {provider: aws}", "stagecraft.yml:2:19: There is no cloud provider 'aws'. Known providers: static, command, digitalocean.")]
    [DataRow("network: {provider: none}\ninfra: {bootstrap: {dockr: {}}}", "stagecraft.yml:2:21: Unknown key 'dockr' in infra.bootstrap. Did you mean 'docker'? Known keys: network, ssh, maxParallelHosts, docker, timeouts.")]
    [DataRow("network: {provider: none}\ninfra: {bootstrap: {ssh: {passphraseEnv: NOPE}}}", "stagecraft.yml:2:42: The environment variable NOPE is not set. Set it to the secret for infra.bootstrap.ssh.passphraseEnv.")]
    [DataRow("network: {provider: none}\ncloud: {provider: static, providers: {static: {hosts: []}}}", "stagecraft.yml:2:55: cloud.providers.static.hosts has no hosts. Add one, such as {id: app-1, publicIp: 203.0.113.7}.")]
    [DataRow("network: {provider: none}", "stagecraft.yml:1:1: No source of hosts is configured. Set cloud.provider (static, command, digitalocean), or pass a hosts document (--hosts, in MSBuild StagecraftHostsFile).")]
    public async Task A_wrong_configuration_is_refused_with_its_position(string configuration, string expected)
    {
        using var workspace = new Workspace(configuration);

        var run = await workspace.RunAsync();

        Assert.AreEqual(new ToolRun(1, "", $"error: {expected}\n"), run);
    }

    [TestMethod]
    public async Task A_missing_configuration_is_refused_with_the_command_to_create_one()
    {
        using var workspace = new Workspace(configuration: null);

        var run = await workspace.RunAsync("--hosts", "-");

        Assert.AreEqual(1, run.Exit);
        Assert.AreEqual(
            $"error: There is no stagecraft.yml in '{workspace.Root}'. Name another file with --config, or create one with 'dotnet stagecraft-bootstrap init'.\n",
            run.Error);
    }

    [TestMethod]
    [DataRow("[{id: a}, {id: a}]", "standard input:1:11: Duplicate host id 'a'; the first is on line 1. Ids must be unique.")]
    [DataRow("[]", "standard input:1:1: There are no hosts: the list is empty.")]
    [DataRow("", "standard input:1:1: There are no hosts: the document is empty.")]
    public async Task A_wrong_hosts_document_is_refused_with_its_position(string document, string expected)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync(document, colors: false, "--hosts", "-");

        Assert.AreEqual(new ToolRun(1, "", $"error: {expected}\n"), run);
        Assert.IsEmpty(workspace.Hosts.Connected);
    }

    [TestMethod]
    public async Task Many_errors_are_cut_short()
    {
        using var workspace = new Workspace();
        var document = string.Join('\n', Enumerable.Range(1, 25).Select(i => $"- {{id: h{i}, bad: 1}}"));

        var run = await workspace.RunAsync(document, colors: false, "--hosts", "-");

        Assert.EndsWith("error: and 5 more.\n", run.Error);
        Assert.HasCount(22, run.Error.Split('\n'));
    }

    [TestMethod]
    public async Task Help_shows_examples_and_exit_codes()
    {
        using var workspace = new Workspace();

        var root = await workspace.RunAsync("--help");
        var check = await workspace.RunAsync("check", "--help");

        Assert.AreEqual(0, root.Exit);
        Assert.Contains("terraform output -json | dotnet stagecraft-bootstrap --hosts -", root.Output);
        Assert.Contains("130  canceled", root.Output);
        Assert.Contains("--limit", check.Output);
        Assert.DoesNotContain("Examples:", check.Output);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("run")]
    [DataRow("check")]
    [DataRow("plan")]
    [DataRow("leave")]
    [DataRow("hosts")]
    [DataRow("hosts keys")]
    [DataRow("config")]
    [DataRow("config validate")]
    [DataRow("config schema")]
    [DataRow("report merge")]
    [DataRow("init")]
    [DataRow("completion")]
    public async Task Help_lists_only_what_a_command_uses(string command)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.AreEqual(0, run.Exit);
        GoldenFile.Matches($"help{(command.Length > 0 ? "-" : "")}{command.Replace(' ', '-')}.txt", run.Output);
    }
}
