using Stagecraft.Testing.Documentation;

namespace Stagecraft.Lab.Tests;

/// <summary>The files and commands of the tutorial and of docs/undo.md, on a host of the lab. DigitalOcean and Tailscale are stand-ins.</summary>
[TestClass]
[RequiresLab]
public sealed class TutorialTests
{
    private const string Server = "production-app-1.example.ts.net";

    [TestMethod]
    public async Task The_tutorial_deploys_an_application_and_takes_it_down()
    {
        await Lab.ResetAsync(1);
        await using var api = await CloudTests.ApiAsync();
        var config = Block("docs/tutorial.md", "yaml", "network:")
            .Replace("token_env: DIGITALOCEAN_TOKEN", $"token_env: DO_TOKEN\n      api_url: {api.Url}", StringComparison.Ordinal)
            .Replace("[laptop]", "[deploy]", StringComparison.Ordinal)
            .Replace("tailnet_domain: example.ts.net", $"tailnet_domain: lab.ts.net\n      {LabLine("install: ")}", StringComparison.Ordinal)
            .Replace("  bootstrap:\n", $"  bootstrap:\n    {LabLine("ssh: ")}\n", StringComparison.Ordinal);
        var outputs = new List<string>();

        // Each command with its expected exit code. The question of `leave` needs a terminal.
        int[] exits = [0, 11, 0, 0, 0];
        var commands = Lines("docs/tutorial.md", "dotnet stagecraft-bootstrap ").Select(line => line.Split(' ')[2..]).ToList();
        Assert.HasCount(exits.Length, commands);
        foreach (var (arguments, exit) in commands.Zip(exits))
        {
            if (arguments[0] == "leave") await DeployAsync();
            var run = await Lab.ToolAsync(arguments is ["leave", ..] ? [.. arguments, "--yes"] : arguments, config);
            Assert.AreEqual(exit, run.ExitCode, run.ToString());
            outputs.Add(run.Output);
        }

        Assert.AreEqual(1, api.Creations);
        Assert.Contains("production-app-1", outputs[1]);
        var results = Lines("docs/tutorial.md", "1 host: ");
        Assert.Contains(results[0], outputs[2]);
        Assert.Contains(results[1], outputs[3]);
        Assert.Contains("1 not joined", outputs[4]);
    }

    [TestMethod]
    public async Task Nothing_is_left_after_the_commands_that_undo_a_run()
    {
        await Lab.ResetAsync(1);
        var first = $"{(await Lab.HostsAsync())[0].Name}";
        const string Earlier = """{"log-driver": "local"}""";
        await Lab.OnHostAsync(1, $"mkdir --parents /etc/docker; printf '%s' '{Earlier}' >/etc/docker/daemon.json");
        var run = await Lab.ToolAsync(
            ["--limit", first],
            Lab.Config.Replace("docker: {", "docker: {hold: true, daemon: {debug: true}, proxy: {http: 'http://proxy.example.com:3128'}, ", StringComparison.Ordinal));
        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.AreNotEqual(Earlier, await Lab.OnHostAsync(1, "cat /etc/docker/daemon.json"));
        var left = await Lab.ToolAsync(["leave", "--limit", first, "--yes"]);
        Assert.AreEqual(0, left.ExitCode, left.ToString());

        await Lab.OnHostAsync(1, $"set -e\n{Block("docs/undo.md", "", "mv /etc/docker")}");
        Assert.AreEqual(
            $"{Earlier}active\n",
            await Lab.OnHostAsync(1, "cat /etc/docker/daemon.json; systemctl is-active docker; ls /etc/systemd/system/docker.service.d/*stagecraft* 2>/dev/null; docker info 2>/dev/null | grep proxy.example.com; true"));

        await Lab.OnHostAsync(1, $"""
            set -e
            export DEBIAN_FRONTEND=noninteractive
            alias apt-get='apt-get --yes'
            {Block("docs/undo.md", "", "apt-get purge tailscale")}
            {Block("docs/undo.md", "", "apt-get remove docker.io")}
            """);

        Assert.AreEqual("", await Lab.OnHostAsync(1, "find / -xdev -iname '*stagecraft*'; ls -d /var/lib/tailscale 2>/dev/null; dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' docker.io docker-cli docker-compose containerd runc tailscale 2>/dev/null | grep ^installed; apt-mark showhold"));
        await Lab.OnHostAsync(1, "apt-get update");
    }

    // The host is also the operator's machine, with an SSH key and a Docker client. There is no registry for the image.
    private static async Task DeployAsync()
    {
        await Lab.OnHostAsync(1, $"""
            set -e
            tar --create --dereference /bin/sleep $(ldd /bin/sleep | grep -o '/[^ ]*') 2>/dev/null |
                docker import --change 'CMD ["/bin/sleep", "600"]' - nginx:alpine
            echo 127.0.0.1 {Server} >>/etc/hosts
            ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
            cat /root/.ssh/id_ed25519.pub >>/root/.ssh/authorized_keys
            ssh-keyscan {Server} >>/root/.ssh/known_hosts
            mkdir /root/project
            cat >/root/project/compose.yml <<'END'
            {Block("docs/tutorial.md", "yaml", "services:")}
            END
            """);

        var status = await Lab.OnHostAsync(1, $"set -e\ncd /root/project\n{Block("docs/tutorial.md", "", "export DOCKER_HOST=")}");
        Assert.Contains("0.0.0.0:80->80/tcp", status);
        await Lab.OnHostAsync(1, $"set -e\ncd /root/project\ndocker compose down\n{Block("docs/tutorial.md", "", "scp ")}\ncd\ndocker compose ps\ndocker compose down");
    }

    private static string Block(string path, string language, string text) => string.Join('\n', Page.All.Single(page => page.Path == path).Blocks()
        .Single(block => block.Language == language && block.Lines.Any(line => line.Contains(text, StringComparison.Ordinal))).Lines);

    private static List<string> Lines(string path, string start) => [.. Page.All.Single(page => page.Path == path).Blocks()
        .SelectMany(block => block.Lines).Where(line => line.StartsWith(start, StringComparison.Ordinal))];

    private static string LabLine(string start) => Lab.Config.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith(start, StringComparison.Ordinal));
}
