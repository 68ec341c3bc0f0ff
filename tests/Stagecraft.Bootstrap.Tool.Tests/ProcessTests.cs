using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The tool as a separate process: signals and pipes.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ProcessTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(Eventually.LimitMilliseconds, CooperativeCancellation = true)]
    [DataRow("INT")]
    [DataRow("TERM")]
    public async Task A_signal_ends_a_run_with_a_full_report(string signal)
    {
        // It accepts the connection and stays silent.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var workspace = new Workspace(Configuration(((IPEndPoint)silent.LocalEndpoint).Port));
        using var tool = Start(workspace, "--parallel", "1");
        using var accepted = await silent.AcceptTcpClientAsync(TestContext.CancellationToken);

        await SignalAsync(tool, signal);
        var output = await tool.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        var error = await tool.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await tool.WaitForExitAsync(TestContext.CancellationToken);

        Assert.AreEqual(130, tool.ExitCode);
        Assert.StartsWith("Canceling:", error);
        Assert.Contains("2 hosts: 0 ready, 0 failed, 2 skipped; 0 changed.", output);
    }

    [TestMethod]
    [Timeout(Eventually.LimitMilliseconds, CooperativeCancellation = true)]
    public async Task A_signal_during_the_cloud_provider_ends_the_run_immediately()
    {
        using var workspace = new Workspace("cloud: {provider: command, providers: {command: {command: [sh, -c, 'echo $$ >started; exec sleep 100000']}}}\nnetwork: {provider: none}");
        using var tool = Start(workspace);
        var started = workspace.PathOf("started");
        await Eventually.HoldsAsync(() => File.Exists(started));

        await SignalAsync(tool, "INT");
        var error = await tool.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await tool.WaitForExitAsync(TestContext.CancellationToken);

        Assert.AreEqual(130, tool.ExitCode);
        Assert.EndsWith("Canceled before any host was touched.\n", error);
    }

    [TestMethod]
    [Timeout(Eventually.LimitMilliseconds, CooperativeCancellation = true)]
    public async Task A_signal_ends_the_wait_for_hosts_on_standard_input()
    {
        using var workspace = new Workspace();
        using var tool = Start(workspace, "hosts", "--hosts", "-");
        // More than a pipe holds, so the write ends only after the tool has begun to read.
        await tool.StandardInput.WriteAsync(new string('#', 1024 * 1024).AsMemory(), TestContext.CancellationToken);
        await tool.StandardInput.FlushAsync(TestContext.CancellationToken);

        await SignalAsync(tool, "INT");
        await tool.WaitForExitAsync(TestContext.CancellationToken);

        Assert.AreEqual(130, tool.ExitCode);
    }

    [TestMethod]
    [Timeout(Eventually.LimitMilliseconds, CooperativeCancellation = true)]
    public async Task A_closed_pipe_is_not_a_defect()
    {
        using var workspace = new Workspace();
        var hosts = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"- {{id: host-{i}, publicIp: 203.0.113.7}}"));
        workspace.Write("hosts.yml", hosts);
        using var tool = Start(workspace, "hosts", "--hosts", "hosts.yml");
        tool.StandardOutput.Close();

        var error = await tool.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await tool.WaitForExitAsync(TestContext.CancellationToken);

        Assert.AreEqual("", error);
        Assert.AreEqual(0, tool.ExitCode);
    }

    [TestMethod]
    [Timeout(Eventually.LimitMilliseconds, CooperativeCancellation = true)]
    public async Task Output_is_UTF8_with_LF_in_any_locale()
    {
        using var workspace = new Workspace(configuration: null);
        workspace.Write("stagecraft.yml", "cloud: {provider: static, providers: {static: {hosts: [{id: café}]}}}\nnetwork: {provider: none}");
        using var tool = Start(workspace, "hosts", "--output", "json");

        using var bytes = new MemoryStream();
        await tool.StandardOutput.BaseStream.CopyToAsync(bytes, TestContext.CancellationToken);
        await tool.WaitForExitAsync(TestContext.CancellationToken);

        Assert.AreSequenceEqual("[\n  {\n    \"id\": \"café\",\n    \"name\": \"café\"\n  }\n]\n"u8.ToArray(), bytes.ToArray());
    }

    private static string Configuration(int port) => $$"""
        cloud:
          provider: static
          providers:
            static:
              hosts:
                - {id: a, publicIp: 127.0.0.1, sshPort: {{port}}}
                - {id: b, publicIp: 127.0.0.1, sshPort: {{port}}}
        network: {provider: none}
        infra:
          bootstrap:
            ssh: {privateKeyPath: key, knownHostsFile: known_hosts, connectTimeout: 20m}
        """;

    private static Process Start(Workspace workspace, params string[] arguments)
    {
        using var key = RSA.Create(2048);
        workspace.Write("key", key.ExportRSAPrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(workspace.PathOf("key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = workspace.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "dotnet-stagecraft-bootstrap.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }
}
