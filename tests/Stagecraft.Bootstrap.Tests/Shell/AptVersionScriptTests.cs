namespace Stagecraft.Bootstrap.Tests.Shell;

[TestClass]
public sealed class AptVersionScriptTests
{
    private const string DockerCe = """
         docker-ce | 5:27.50.0-1~ubuntu.22.04~jammy | https://download.docker.com/linux/ubuntu jammy/stable amd64 Packages
         docker-ce | 5:27.5.1-1~ubuntu.22.04~jammy | https://download.docker.com/linux/ubuntu jammy/stable amd64 Packages
         docker-ce | 5:27.5.0-1~ubuntu.22.04~jammy | https://download.docker.com/linux/ubuntu jammy/stable amd64 Packages
         docker-ce | 5:20.10.24~3-0~ubuntu-jammy | https://download.docker.com/linux/ubuntu jammy/stable amd64 Packages
         docker-ce | 5:20.10.23~3-0~ubuntu-jammy | https://download.docker.com/linux/ubuntu jammy/stable amd64 Packages
         docker-ce | 5:20.10.22~3-0~ubuntu-jammy | https://download.docker.com/linux/ubuntu jammy/stable amd64 Packages

        """;

    private const string DockerIo = """
         docker.io | 26.1.3-0ubuntu1~22.04.1 | http://archive.ubuntu.com/ubuntu jammy-updates/universe amd64 Packages
         docker.io | 20.10.12-0ubuntu4 | http://archive.ubuntu.com/ubuntu jammy/universe amd64 Packages

        """;

    [TestMethod]
    [DataRow(DockerCe, "27.5", "5:27.5.1-1~ubuntu.22.04~jammy")]
    [DataRow(DockerCe, "27.5.0", "5:27.5.0-1~ubuntu.22.04~jammy")]
    [DataRow(DockerCe, "27.50", "5:27.50.0-1~ubuntu.22.04~jammy")]
    [DataRow(DockerCe, "27", "5:27.50.0-1~ubuntu.22.04~jammy")]
    [DataRow(DockerCe, "20.10.24", "5:20.10.24~3-0~ubuntu-jammy")]
    [DataRow(DockerIo, "20.10", "20.10.12-0ubuntu4")]
    [DataRow(DockerIo, "26.1.3", "26.1.3-0ubuntu1~22.04.1")]
    public async Task The_newest_version_with_the_requested_prefix_is_found(string madison, string wanted, string expected)
    {
        using var host = new ShellSandbox().On("apt-cache", madison);

        var answer = await host.CallAsync("apt", $"apt_find_version docker {wanted}\nanswer found \"$apt_found\"");

        Assert.AreEqual(expected, answer["found"]);
        Assert.AreEqual("apt-cache madison docker", host.Calls.Single());
    }

    [TestMethod]
    [DataRow("27.5.10")]
    [DataRow("2")]
    [DataRow("5")]
    [DataRow("7.5")]
    public async Task An_unavailable_version_fails_with_the_available_ones(string wanted)
    {
        using var host = new ShellSandbox().On("apt-cache", DockerCe);

        var answer = await host.CallAsync("apt", $"apt_find_version docker-ce {wanted}");

        Assert.AreEqual("install", answer["reason"]);
        Assert.AreEqual(
            $"version {wanted} of docker-ce is not available; available: 5:27.50.0-1~ubuntu.22.04~jammy, 5:27.5.1-1~ubuntu.22.04~jammy, "
            + "5:27.5.0-1~ubuntu.22.04~jammy, 5:20.10.24~3-0~ubuntu-jammy, 5:20.10.23~3-0~ubuntu-jammy",
            answer["detail"]);
        Assert.AreEqual("", answer.Error);
    }

    [TestMethod]
    public async Task An_unavailable_package_fails_with_earlier_errors()
    {
        using var host = new ShellSandbox().On("apt-cache");

        var answer = await host.CallAsync("apt", "apt_fetch_error='W: Failed to fetch x'\napt_find_version docker-ce 27");

        Assert.AreEqual("version 27 of docker-ce is not available; available: none (before that: W: Failed to fetch x)", answer["detail"]);
    }
}
