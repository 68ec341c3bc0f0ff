namespace Stagecraft.Lab.Tests;

/// <summary>Docker from its own repository. Stagecraft.Faults.Tests tests the states of a host.</summary>
[TestClass]
[RequiresLab]
public sealed class DockerTests
{
    private const string NoNetwork = "network: {provider: none}\n";

    [TestMethod]
    public async Task Docker_comes_from_its_repository_in_the_requested_version()
    {
        await Lab.ResetAsync(1);
        var dockerCe = $"infra: {{bootstrap: {{docker: {{installMethod: docker-ce, version: \"26\", mirror: {Mirror()}, mirrorKeyFingerprint: {await FingerprintAsync()}}}, ";

        var run = await RunAsync(dockerCe);

        Assert.AreEqual("success", Report.Of(run).Status(1), run.ToString());
        Assert.StartsWith("26.", Report.Of(run).Fact(1, "dockerVersion"));
    }

    [TestMethod]
    public async Task A_repository_key_with_another_fingerprint_is_never_trusted()
    {
        await Lab.ResetAsync(1);

        var run = await RunAsync($"infra: {{bootstrap: {{docker: {{installMethod: docker-ce, mirror: {Mirror()}}}, ");

        Assert.AreEqual("docker_install_failed", Report.Of(run).Error(1), run.ToString());
        Assert.Contains("9DC858229FC7DD38854AE2D88D81803C0EBFCD88", Report.Of(run).Message(1));
        Assert.AreEqual("", await Lab.OnHostAsync(1, "ls /etc/apt/keyrings/docker.asc /etc/apt/sources.list.d/docker.list 2>/dev/null || :"));
    }

    // The lab's own configuration, without its network, and with another docker section.
    private static Task<CommandRun> RunAsync(string infra) =>
        Lab.ToolAsync(["--limit", "lab-01", "--output", "json"], $"{Section("cloud")}{NoNetwork}{infra}{SshOf(Lab.Config)}}}}}\n");

    private static string Section(string name)
    {
        var lines = Lab.Config.Split('\n');
        return string.Join('\n', lines.SkipWhile(line => line != $"{name}:").TakeWhile((line, index) => index == 0 || line.StartsWith(' '))) + "\n";
    }

    private static string SshOf(string config) => config.Split('\n').Single(line => line.TrimStart().StartsWith("ssh:", StringComparison.Ordinal)).Trim();

    private static string Mirror() => $"\"{Lab.Archive}/docker-ce/linux/ubuntu\"";

    private static async Task<string> FingerprintAsync() =>
        (await Lab.OnHostAsync(1, $"curl -fsS {Lab.Archive}/docker-ce/linux/ubuntu/gpg | gpg --show-keys --with-colons | awk -F: '$1 == \"fpr\" {{ print $10; exit }}'")).Trim();
}
