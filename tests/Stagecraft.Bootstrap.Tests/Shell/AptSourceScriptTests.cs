namespace Stagecraft.Bootstrap.Tests.Shell;

[TestClass]
public sealed class AptSourceScriptTests
{
    private const string Base = "https://download.docker.com/linux/ubuntu";
    private const string Line = "deb [arch=amd64 signed-by=docker.asc] " + Base + " jammy stable";
    private const string Mark = "# Written by Stagecraft, format 2; its next run may write it again.\n";
    private const string OldMark = "# Written by Stagecraft; its next run may write it again.\n";
    private const string Fingerprint = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";

    [TestMethod]
    public async Task A_missing_source_is_written()
    {
        using var host = Host("deb http://archive.ubuntu.com/ubuntu jammy main\n");

        await WriteAsync(host);

        Assert.AreEqual(Mark + Line + "\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.IsFalse(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list.new")));
    }

    [TestMethod]
    public async Task Our_own_source_is_updated()
    {
        using var host = Host("").Put("/etc/apt/sources.list.d/docker.list", $"{Mark}deb {Base} focal stable\n");

        await WriteAsync(host);

        Assert.AreEqual(Mark + Line + "\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
    }

    // Nothing must be installed from the indexes that apt has under the old key. The old marker stays
    // until the archive verifies with the new key.
    [TestMethod]
    [DataRow(0)]
    [DataRow(100)]
    public async Task A_source_of_an_earlier_version_is_rewritten_after_a_check(int exit)
    {
        using var host = Host("").WithSystemd().Put("/etc/apt/sources.list.d/docker.list", $"{OldMark}deb {Base} focal stable\n");
        foreach (var index in new[] { "stable_binary-amd64_Packages", "InRelease" }) host.Put($"/lists/download.docker.com_linux_ubuntu_dists_focal_{index}");
        host.Put("/lists/archive.ubuntu.com_ubuntu_dists_jammy_InRelease");
        host.On("apt-get", host.Path("/lists/download.docker.com_linux_ubuntu_dists_focal_stable_binary-amd64_Packages\n")).On("apt-get").On("apt-get", "W: GPG error: NO_PUBKEY\n", exit);

        var answer = await host.CallAsync("apt", $"apt_begin 10 60\nmkdir -p \"$apt_key_dir\"\napt_source /etc/apt/sources.list.d/docker.list {Base} '{Line}'");

        Assert.AreEqual(exit == 0 ? "" : "key", answer["reason"]);
        Assert.AreEqual(exit == 0 ? Mark + Line + "\n" : $"{OldMark}deb {Base} focal stable\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.AreEqual("archive.ubuntu.com_ubuntu_dists_jammy_InRelease", string.Join(' ', Directory.EnumerateFiles(host.Path("/lists")).Select(Path.GetFileName)));
    }

    [TestMethod]
    [DataRow(Mark)]
    [DataRow(OldMark)]
    public async Task Our_source_is_removed_if_the_owner_has_one_for_the_archive(string mark)
    {
        using var host = Host($"deb {Base} jammy stable\n").On("apt-get").Put("/etc/apt/sources.list.d/docker.list", $"{mark}{Line}\n");

        await WriteAsync(host);

        Assert.IsFalse(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")), "two entries with different keys stop apt");
    }

    [TestMethod]
    [DataRow("", false)]
    [DataRow("deb [signed-by=KEYRING] https://mirror.example.com jammy main\n", true)]
    public async Task A_removed_source_also_removes_its_unused_key(string others, bool kept)
    {
        using var host = new ShellSandbox().On("apt-get").On("dpkg-query", exit: 1).Put("/keyrings/docker.asc");
        host.Put("/etc/apt/sources.list", others.Replace("KEYRING", host.Path("/keyrings/docker.asc"), StringComparison.Ordinal))
            .Put("/etc/apt/sources.list.d/docker.list", $"{OldMark}deb [arch=amd64 signed-by={host.Path("/keyrings/docker.asc")}] {Base} jammy stable\n");

        var answer = await host.CallAsync("apt", "apt_remove_source /etc/apt/sources.list.d/docker.list");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.IsFalse(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.AreEqual(kept, File.Exists(host.Path("/keyrings/docker.asc")));
    }

    [TestMethod]
    public async Task A_key_that_a_package_owns_is_kept()
    {
        using var host = Host("").On("apt-get").On("dpkg-query", "tailscale-archive-keyring: keyring.gpg\n").Put("/keyrings/keyring.gpg");
        host.Put("/etc/apt/sources.list.d/tailscale.list", $"{OldMark}deb [signed-by={host.Path("/keyrings/keyring.gpg")}] https://pkgs.tailscale.com/stable/ubuntu jammy main\n");

        await host.CallAsync("apt", "apt_remove_source /etc/apt/sources.list.d/tailscale.list");

        Assert.IsTrue(File.Exists(host.Path("/keyrings/keyring.gpg")));
    }

    [TestMethod]
    [DataRow(OldMark + "deb x y z\n", "old")]
    [DataRow("# A line of the owner's\n" + OldMark + "deb x y z\n", "old")]
    [DataRow(Mark + "deb x y z\n", "")]
    [DataRow("deb x y z\n", "")]
    [DataRow("", "")]
    [DataRow(null, "")]
    public async Task A_source_of_an_earlier_version_is_detected_without_a_process(string? text, string expected)
    {
        using var host = new ShellSandbox();
        if (text is not null) host.Put("/etc/apt/sources.list.d/docker.list", text);
        File.Delete(host.Path("bin/grep"));
        File.Delete(host.Path("bin/cat"));

        var answer = await host.CallAsync("apt", "unset PATH\nanswer_source /etc/apt/sources.list.d/docker.list");

        Assert.AreEqual($"{expected} True", $"{answer["source"]} {answer.Succeeded}");
        Assert.AreEqual("", answer.Error);
    }

    [TestMethod]
    [DataRow("/etc/apt/sources.list", "deb https://download.docker.com/linux/ubuntu jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/company.list", "deb [arch=amd64] https://download.docker.com/linux/ubuntu/ jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/docker.list", "deb https://download.docker.com/linux/ubuntu jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "Types: deb\nURIs: https://download.docker.com/linux/ubuntu\nSuites: jammy\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "# The company's\ntypes: deb-src deb\nURIs: https://mirror.example.com\n https://download.docker.com/linux/ubuntu/\nEnabled: yes\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "Types: deb\nURIs: https://a.example.com\n\nTypes: deb\nEnabled: yes\n# URIs: nowhere\nURIs: https://download.docker.com/linux/ubuntu")]
    [DataRow("/etc/apt/sources.list.d/company.list", "deb [ arch=amd64 signed-by=/k.gpg ] https://download.docker.com/linux/ubuntu jammy stable # ours\n")]
    public async Task A_source_of_the_owner_is_not_changed(string file, string text)
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
    [DataRow("/etc/apt/sources.list.d/company.list", "deb-src https://download.docker.com/linux/ubuntu jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/company.list", "deb https://mirror.example.com jammy stable # https://download.docker.com/linux/ubuntu\n")]
    [DataRow("/etc/apt/sources.list.d/com pany.list", "deb https://download.docker.com/linux/ubuntu jammy stable\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "Enabled: no\nTypes: deb\nURIs: https://download.docker.com/linux/ubuntu\nSuites: jammy\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "Types: deb\nURIs: https://download.docker.com/linux/ubuntu\nenabled:False\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "Types: deb-src\nURIs: https://download.docker.com/linux/ubuntu\nSuites: jammy\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "Types: deb\nURIs: https://a.example.com\n\nTypes: deb-src\nURIs: https://download.docker.com/linux/ubuntu\n")]
    [DataRow("/etc/apt/sources.list.d/docker.sources", "#Types: deb\n#URIs: https://download.docker.com/linux/ubuntu\n")]
    [DataRow("/etc/apt/sources.list.d/nightly.list", "deb https://download.docker.com/linux/ubuntu-nightly jammy stable\n")]
    public async Task A_file_that_apt_does_not_read_is_not_a_source(string file, string text)
    {
        using var host = Host("").Put(file, text);

        await WriteAsync(host);

        Assert.IsTrue(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")));
    }

    [TestMethod]
    [DataRow("deb https://mirror.example/docker jammy stable\n")]
    [DataRow("# deb https://download.docker.com/linux/ubuntu focal stable # disabled on upgrade to jammy\n")]
    public async Task Our_source_gets_another_name_if_the_owner_uses_its_name(string owners)
    {
        using var host = Host("").Put("/etc/apt/sources.list.d/docker.list", owners);

        await WriteAsync(host);
        await WriteAsync(host);

        Assert.AreEqual(owners, await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.AreEqual(Mark + Line + "\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/stagecraft-docker.list")));
    }

    // The owner's file is gone. Two of our files for one archive would be one too many.
    [TestMethod]
    public async Task Our_source_keeps_its_other_name()
    {
        using var host = Host("").Put("/etc/apt/sources.list.d/stagecraft-docker.list", $"{Mark}deb {Base} focal stable\n");

        await WriteAsync(host);

        Assert.IsFalse(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.AreEqual(Mark + Line + "\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/stagecraft-docker.list")));
    }

    [TestMethod]
    public async Task No_source_is_written_if_the_owner_uses_both_names()
    {
        using var host = Host("").Put("/etc/apt/sources.list.d/docker.list", "# mine\n").Put("/etc/apt/sources.list.d/stagecraft-docker.list", "# mine\n");

        var answer = await host.CallAsync("apt", $"apt_source /etc/apt/sources.list.d/docker.list {Base} '{Line}'");

        Assert.AreEqual("install", answer["reason"]);
        Assert.AreEqual("# mine\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/stagecraft-docker.list")));
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
    public async Task A_key_that_cannot_be_fetched_is_reported_with_the_line_of_apt()
    {
        using var host = Host("").On("gpg")
            .Program("usr/lib/apt/apt-helper", "echo \"E: Failed to fetch $2  Could not resolve 'download.docker.com'\" >&2\nexit 100");

        var answer = await KeyAsync(host);

        Assert.AreEqual($"fetch: E: Failed to fetch {Base}/gpg  Could not resolve 'download.docker.com'", $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    public async Task Gpg_is_installed_if_it_is_missing()
    {
        using var host = Host("").WithSystemd().On("apt-get").On("apt-get", also: "exit 100");

        await KeyAsync(host);

        Assert.EndsWith(" update", host.CallsOf("apt-get")[0]);
        Assert.EndsWith(" install --no-install-recommends gpg", host.CallsOf("apt-get")[1]);
    }

    private static ShellSandbox Host(string sources) => new ShellSandbox().Put("/etc/apt/sources.list", sources).Put("/etc/apt/sources.list.d/README");

    private static async Task WriteAsync(ShellSandbox host)
    {
        var answer = await host.CallAsync("apt", $"apt_source /etc/apt/sources.list.d/docker.list {Base} '{Line}'");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer.Error);
    }

    private static Task<ScriptAnswer> KeyAsync(ShellSandbox host) =>
        host.CallAsync("apt", $"apt_begin 10 60\napt_key {Base}/gpg {Fingerprint} /etc/apt/keyrings/docker.asc");
}
