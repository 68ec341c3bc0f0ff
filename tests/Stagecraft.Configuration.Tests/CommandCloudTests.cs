using System.Diagnostics;
using System.Runtime.Versioning;
using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Configuration.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public sealed class CommandCloudTests : CloudProviderContract
{
    private const string SearchPath = "/usr/bin:/bin";

    [TestMethod]
    public async Task The_environment_name_is_a_variable_and_replaces_its_placeholder()
    {
        var cloud = Shell("""echo "[{id: $STAGECRAFT_ENVIRONMENT, role: $1}]" """, "sh", "is-{environment}");

        var host = (await cloud.PlanAsync("staging", new NoProgress(), CancellationToken.None)).Existing.Single();

        Assert.AreEqual("staging", host.Id);
        Assert.AreEqual("is-staging", host.Role);
    }

    [TestMethod]
    public async Task A_placeholder_without_an_environment_is_a_configuration_error()
    {
        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(
            () => Shell("exit 1", "{environment}").PlanAsync(null, new NoProgress(), CancellationToken.None));

        Assert.Contains("but no environment was given", exception.Message);
    }

    [TestMethod]
    public async Task No_shell_reads_an_argument()
    {
        var cloud = Program(["printf", "[{id: '%s'}]", "$(id) `id` ; |"]);

        Assert.AreEqual("$(id) `id` ; |", (await cloud.PlanAsync(null, new NoProgress(), CancellationToken.None)).Existing.Single().Id);
    }

    [TestMethod]
    public async Task The_program_and_its_relative_path_use_the_working_directory()
    {
        using var folder = new TemporaryFolder();
        var script = folder.PathOf("hosts.sh");
        await File.WriteAllTextAsync(script + ".txt", "#!/bin/sh\necho \"[{id: $(basename \"$PWD\")}]\"\n");
        // Another process writes the program, because a file that this process writes is busy while another test starts a process.
        using (var install = Process.Start("install", ["-m", "500", script + ".txt", script])) await install.WaitForExitAsync();

        var plan = await new CommandCloud(new CommandCloudOptions { Command = ["./hosts.sh"], WorkingDirectory = folder.Root }).PlanAsync(null, new NoProgress(), CancellationToken.None);

        Assert.AreEqual(Path.GetFileName(folder.Root), plan.Existing.Single().Id);
    }

    [TestMethod]
    public async Task The_program_gets_no_standard_input() =>
        Assert.AreEqual("a", (await Shell("cat; echo '[{id: a}]'").PlanAsync(null, new NoProgress(), CancellationToken.None)).Existing.Single().Id);

    [TestMethod]
    [DataRow("echo first >&2; echo '\u001b[31mlast' >&2; exit 3", "The command 'sh' failed with exit code 3. The last lines of its standard error:\n  first\n  [31mlast")]
    [DataRow("seq 30 >&2; exit 1", "The command 'sh' failed with exit code 1. The last lines of its standard error:\n  21\n  22\n  23\n  24\n  25\n  26\n  27\n  28\n  29\n  30")]
    [DataRow("exit 4", "The command 'sh' failed with exit code 4.")]
    [DataRow("exit 0", "The command 'sh' printed nothing. It must print a hosts document, for example [{\"id\": \"app-1\", \"publicIp\": \"203.0.113.7\"}].")]
    [DataRow("echo '[]'", "The command 'sh' did not print a valid hosts document.\n  output of sh:1:1: There are no hosts: the list is empty.")]
    [DataRow("echo '[{id: a, ip: b}]'", "The command 'sh' did not print a valid hosts document.\n  output of sh:1:10: Unknown key 'ip' in hosts[0]. The key of the address is 'publicIp'.")]
    [DataRow("exec yes", "The command 'sh' printed more than 16 MB. Make it print a hosts document only.")]
    public async Task A_failure_describes_what_happened(string script, string expected)
    {
        var exception = await Assert.ThrowsExactlyAsync<CloudException>(() => Shell(script).PlanAsync(null, new NoProgress(), CancellationToken.None));

        Assert.AreEqual(expected, exception.Message);
    }

    [TestMethod]
    public async Task Ten_thousand_hosts_are_accepted()
    {
        var plan = await Shell("""seq 10000 | awk 'BEGIN { print "[" } { print "{\"id\": " $1 ", \"public_ip\": \"203.0.113.7\", \"role\": \"app\"}," } END { print "]" }'""")
            .PlanAsync(null, new NoProgress(), CancellationToken.None);

        Assert.HasCount(10_000, plan.Existing);
        Assert.AreEqual("1 10 100 1000 10000", string.Join(' ', plan.Existing.Take(5).Select(host => host.Id)));
    }

    [TestMethod]
    [DataRow("no-such-program", "The command 'no-such-program' is not on the PATH. Install it, or give its path.")]
    [DataRow("./no-such-file", "The command './no-such-file' does not exist: there is no file '/no-such-file'.")]
    [DataRow("/etc/passwd", "The command '/etc/passwd' is not executable. Run: chmod +x /etc/passwd")]
    public async Task A_missing_program_is_named(string program, string expected) => Assert.AreEqual(
        expected,
        (await Assert.ThrowsExactlyAsync<CloudException>(() => Program([program]).PlanAsync(null, new NoProgress(), CancellationToken.None))).Message);

    [TestMethod]
    public async Task A_hanging_program_is_stopped_with_its_children()
    {
        const string Quoted = "The last lines of its standard error:\n  waiting";
        var message = "";
        var seconds = 1;
        // The shortest limit in which this machine can start the program and notice it.
        for (; seconds <= 300 && !message.EndsWith(Quoted, StringComparison.Ordinal); seconds *= 4)
        {
            var marker = Marker();
            var exception = await Assert.ThrowsExactlyAsync<CloudException>(
                () => Shell(TimeSpan.FromSeconds(seconds), Hang(marker)).PlanAsync(null, new NoProgress(), CancellationToken.None));
            message = exception.Message;
            Assert.StartsWith($"The command 'sh' did not finish within {seconds} seconds and was stopped.", message);
            if (IsWritten(marker)) await AssertEndsAsync(marker);
        }

        Assert.EndsWith(Quoted, message);
    }

    [TestMethod]
    public async Task Cancelling_stops_the_program()
    {
        using var source = new CancellationTokenSource();
        var marker = Marker();

        var planning = Shell(Hang(marker)).PlanAsync(null, new NoProgress(), source.Token);
        await Eventually.HoldsAsync(() => IsWritten(marker));
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(planning));
        await AssertEndsAsync(marker);
    }

    [TestMethod]
    [DataRow("{}", "5:7: cloud.providers.command.command is required. Set it to a program and its arguments as a list, such as [terraform, output, -json].")]
    [DataRow("command: terraform", "5:16: cloud.providers.command.command must be a list of strings; it is 'terraform'.")]
    [DataRow("{command: [a], timeout: 5}", "5:31: cloud.providers.command.timeout must be a duration such as 10s, 5m or 1h; it is '5'.")]
    public void A_wrong_setting_is_refused_with_its_position(string section, string expected) => Assert.AreEqual(
        $"stagecraft.yml:{expected}",
        Config.Errors($"cloud:\n  provider: command\n  providers:\n    command:\n      {section}\nnetwork: {{provider: none}}").Single());

    protected override ICloudProvider Create() => Shell("echo '[{id: b}, {id: a}, {id: B}]'");

    private static CommandCloud Shell(string script, params string[] arguments) => Program(["sh", "-c", script, .. arguments]);

    private static CommandCloud Shell(TimeSpan timeout, string script) =>
        new(new CommandCloudOptions { Command = ["sh", "-c", script], WorkingDirectory = "/", SearchPath = SearchPath, Timeout = timeout });

    private static CommandCloud Program(string[] command) =>
        new(new CommandCloudOptions { Command = command, WorkingDirectory = "/", SearchPath = SearchPath });

    private static string Marker() => Path.Combine(Path.GetTempPath(), $"stagecraft-{Guid.NewGuid():n}");

    // A child that runs longer than any test writes its id.
    private static string Hang(string marker) => $"echo waiting >&2; sleep 100000 & echo $! >{marker}; wait";

    private static bool IsWritten(string marker) => File.Exists(marker) && File.ReadAllText(marker).EndsWith('\n');

    private static async Task AssertEndsAsync(string marker)
    {
        var id = int.Parse(await File.ReadAllTextAsync(marker));
        File.Delete(marker);
        await Eventually.HoldsAsync(() => HasEnded(id), () => "The child still runs.");
    }

    private static bool HasEnded(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
