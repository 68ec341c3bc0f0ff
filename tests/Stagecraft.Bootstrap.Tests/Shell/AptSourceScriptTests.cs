using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Tests.Shell;

[TestClass]
public sealed class AptSourceScriptTests
{
    private const string Base = "https://download.docker.com/linux/ubuntu";
    private const string Line = "deb [arch=amd64 signed-by=docker.asc] " + Base + " jammy stable";
    private const string Mark = "# Written by Stagecraft; its next run may write it again.\n";
    private const string Fingerprint = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";
    private const string OneKey = "pub:-:4096:1:8D81803C0EBFCD88:1487792064:::-:::escaESCA::::::23::0:\nfpr:::::::::" + Fingerprint + ":\nuid:-::::1487792064::X::Docker Release::::::::::0:\nsub:-:4096:1:7EA0A9C3F273FCD8:1487792064::::::s::::::23:\nfpr:::::::::D3306A018370199E527AE7997EA0A9C3F273FCD8:\n";

    [TestMethod]
    public async Task A_source_is_written_where_there_is_none()
    {
        using var host = Host("deb http://archive.ubuntu.com/ubuntu jammy main\n");

        await WriteAsync(host);

        Assert.AreEqual(Mark + Line + "\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.IsFalse(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list.new")));
    }

    [TestMethod]
    public async Task Our_own_source_is_brought_up_to_date()
    {
        using var host = Host("").Put("/etc/apt/sources.list.d/docker.list", $"{Mark}deb {Base} focal stable\n");

        await WriteAsync(host);

        Assert.AreEqual(Mark + Line + "\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
    }

    [TestMethod]
    [DataRow("/etc/apt/sources.list", "deb https://download.docker.com/linux/ubuntu jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/company.list", "deb [arch=amd64] https://download.docker.com/linux/ubuntu/ jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/docker.list", "deb https://download.docker.com/linux/ubuntu jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "Types: deb\nURIs: https://download.docker.com/linux/ubuntu\nSuites: jammy\n")]
    public async Task A_source_that_the_owner_has_is_left_alone(string file, string text)
    {
        using var host = Host("").Put(file, text);

        await WriteAsync(host);

        Assert.AreEqual(file.EndsWith("/docker.list", StringComparison.Ordinal), File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")), "two entries with different keys stop apt");
        Assert.AreEqual(text, await File.ReadAllTextAsync(host.Path(file)));
    }

    [TestMethod]
    [DataRow("/etc/apt/sources.list", "# deb https://download.docker.com/linux/ubuntu jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/company.list", " #deb https://download.docker.com/linux/ubuntu focal stable # disabled on upgrade to jammy\n")]
    [DataRow("/etc/apt/sources.list.d/docker.list.distUpgrade", "deb https://download.docker.com/linux/ubuntu focal stable\n")]
    [DataRow("/etc/apt/sources.list.d/docker.list.save", "deb https://download.docker.com/linux/ubuntu focal stable\n")]
    [DataRow("/etc/apt/sources.list.d/nightly.list", "deb https://download.docker.com/linux/ubuntu-nightly jammy stable\n")]
    public async Task What_apt_does_not_read_is_no_source(string file, string text)
    {
        using var host = Host("").Put(file, text);

        await WriteAsync(host);

        Assert.IsTrue(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")));
    }

    [TestMethod]
    public async Task A_file_of_the_owner_for_another_repository_is_not_overwritten()
    {
        using var host = Host("").Put("/etc/apt/sources.list.d/docker.list", "deb https://mirror.example/docker jammy stable\n");

        var answer = await host.CallAsync("apt", $"apt_source /etc/apt/sources.list.d/docker.list {Base} '{Line}'");

        Assert.AreEqual("install", answer["reason"]);
        Assert.AreEqual("deb https://mirror.example/docker jammy stable\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
    }

    [TestMethod]
    public async Task A_source_that_cannot_be_written_fails()
    {
        using var host = Host("");

        var answer = await host.CallAsync("apt", $"apt_source /etc/apt/nowhere/docker.list {Base} x");

        Assert.AreEqual("install", answer["reason"]);
        Assert.StartsWith("cannot write ", answer["detail"]);
    }

    [TestMethod]
    public async Task The_expected_key_is_installed_and_nothing_of_it_stays_behind()
    {
        using var host = WithKey(OneKey);

        var answer = await KeyAsync(host);

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("the key", await File.ReadAllTextAsync(host.Path("/etc/apt/keyrings/docker.asc")));
        Assert.AreEqual("0644", UnixMode(host.Path("/etc/apt/keyrings/docker.asc")));
        Assert.IsFalse(Directory.EnumerateFileSystemEntries(host.Path("/run/stagecraft")).Any());
    }

    [TestMethod]
    [DataRow("pub:-:4096:1:AAAA:1::::\nfpr:::::::::AAAABBBB:\n", "AAAABBBB")]
    [DataRow("", "of no single key")]
    [DataRow(OneKey + "pub:-:4096:1:AAAA:1::::\nfpr:::::::::AAAABBBB:\n", "of no single key")]
    [DataRow("pub:-:4096:1:AAAA:1::::\nfpr:::::::::AAAABBBB:\nsub:-:4096:1:AAAA:1::::\nfpr:::::::::" + Fingerprint + ":\n", "AAAABBBB")]
    public async Task Another_key_is_refused_and_not_installed(string keys, string found)
    {
        using var host = WithKey(keys);

        var answer = await KeyAsync(host);

        Assert.AreEqual("key", answer["reason"]);
        Assert.AreEqual($"the key at {Base}/gpg has the fingerprint {found}, not {Fingerprint}", answer["detail"]);
        Assert.IsFalse(File.Exists(host.Path("/etc/apt/keyrings/docker.asc")));
    }

    [TestMethod]
    public async Task A_key_that_cannot_be_fetched_is_told_with_apts_own_line()
    {
        using var host = Host("").On("gpg")
            .Program("usr/lib/apt/apt-helper", "echo \"E: Failed to fetch $2  Could not resolve 'download.docker.com'\" >&2\nexit 100");

        var answer = await KeyAsync(host);

        Assert.AreEqual($"fetch: E: Failed to fetch {Base}/gpg  Could not resolve 'download.docker.com'", $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    public async Task Gpg_is_installed_where_it_is_missing()
    {
        using var host = Host("").WithSystemd().On("apt-get").On("apt-get", also: "exit 100");

        await KeyAsync(host);

        Assert.EndsWith(" update", host.CallsOf("apt-get")[0]);
        Assert.EndsWith(" install --no-install-recommends gpg", host.CallsOf("apt-get")[1]);
    }

    private static ShellSandbox Host(string sources) => new ShellSandbox().Put("/etc/apt/sources.list", sources).Put("/etc/apt/sources.list.d/README");

    private static ShellSandbox WithKey(string keys) => Host("").On("gpg", keys)
        .Program("usr/lib/apt/apt-helper", "[ \"$1\" = download-file ] && printf 'the key' >\"$3\"");

    private static async Task WriteAsync(ShellSandbox host)
    {
        var answer = await host.CallAsync("apt", $"apt_source /etc/apt/sources.list.d/docker.list {Base} '{Line}'");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer.Error);
    }

    private static Task<ScriptAnswer> KeyAsync(ShellSandbox host) =>
        host.CallAsync("apt", $"apt_begin 10 60\napt_key {Base}/gpg {Fingerprint} /etc/apt/keyrings/docker.asc");

    private static string UnixMode(string path) =>
        OperatingSystem.IsWindows() ? "" : "0" + Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
