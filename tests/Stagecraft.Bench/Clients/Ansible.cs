using System.Text.Json;
using System.Text.RegularExpressions;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>Ansible, with the settings that its documentation recommends for speed.</summary>
internal sealed partial class Ansible(Workspace work)
{
    // Where Debian's package puts it.
    private const string MitogenPlugins = "/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy";
    private const int Forks = 50;

    public static DebianPackage Package { get; } = new("ansible-core", "ansible");

    public static DebianPackage MitogenPackage { get; } = new("ansible-mitogen", MitogenPlugins);

    /// <summary>Writes the configuration, and an inventory in which nothing has to be found out.</summary>
    /// <param name="port">The servers' port.</param>
    /// <param name="hosts">A line for each host.</param>
    /// <param name="variables">Of all hosts.</param>
    public void Write(int port, IEnumerable<string> hosts, params IEnumerable<string> variables)
    {
        // Mitogen 0.3.3 takes the interpreter only from here.
        File.WriteAllLines(work["inventory"], [.. hosts, "[all:vars]", "ansible_python_interpreter=/usr/bin/python3", .. variables]);
        work.Write("ansible.cfg", $"""
            [defaults]
            inventory = {work["inventory"]}
            timeout = 120
            forks = {Forks}
            gathering = explicit
            remote_user = root
            remote_port = {port}
            retry_files_enabled = False
            local_tmp = {work["ansible"]}
            nocows = True
            stdout_callback = minimal
            [ssh_connection]
            pipelining = True
            ssh_args = -F {work.SshConfig} -o ControlMaster=auto -o ControlPersist=60s
            control_path_dir = {work["connections"]}

            """);
    }

    /// <summary>The command that the tool sends, and its standard input, as one task.</summary>
    public ClientCommand Script() => Command(
        "ansible",
        "all", "--tree", work.Answers, "-m", "ansible.builtin.shell", "-a",
        $$$"""{"cmd": "{{ lookup(\"file\", \"{{{work.Command}}}\") }}", "stdin": "{{ lookup(\"file\", \"{{{work.Input}}}\") }}"}""");

    public ClientCommand Playbook(string file) => Command("ansible-playbook", file);

    /// <summary>The same with Mitogen, which keeps connections in its own way.</summary>
    public ClientCommand WithMitogen(ClientCommand command) => command with
    {
        Environment = new Dictionary<string, string?>(command.Environment, StringComparer.Ordinal)
        {
            ["ANSIBLE_STRATEGY"] = "mitogen_linear",
            ["ANSIBLE_STRATEGY_PLUGINS"] = MitogenPlugins,
            ["ANSIBLE_SSH_ARGS"] = $"-F {work.SshConfig}",
        },
    };

    /// <summary>From what Ansible wrote about each host to what the host answered.</summary>
    public void UnwrapAnswers()
    {
        foreach (var file in Directory.GetFiles(work.Answers))
        {
            using var result = JsonDocument.Parse(File.ReadAllText(file));
            File.WriteAllText(file, $"{result.RootElement.GetProperty("stdout").GetString()}\n");
        }
    }

    /// <summary>How it is set, and which version it has.</summary>
    public static async Task<string> DescribeAsync(CancellationToken stopping)
    {
        var version = await Processes.OutputAsync("Ansible does not start", new ClientCommand("ansible", "--version"), stopping);
        return $"Ansible: {Forks} forks, pipelining, connections kept from task to task, no facts gathered. {Version().Match(version).Groups["version"].Value}";
    }

    private ClientCommand Command(string program, params IReadOnlyList<string> arguments) => new(program, arguments)
    {
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ANSIBLE_CONFIG"] = work["ansible.cfg"] },
    };

    [GeneratedRegex(@"^ansible \[(?<version>.*)\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
