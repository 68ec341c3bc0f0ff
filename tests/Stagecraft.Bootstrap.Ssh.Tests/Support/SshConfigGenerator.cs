using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Writes realistic SSH configurations. The same seed gives the same files.</summary>
internal sealed class SshConfigGenerator(int seed, Workspace home, int[] ports, int bastionPort, string[] keys, string agent)
{
    private readonly Random random = new(seed);

    private string Proxy => $"ssh -F none -o IdentitiesOnly=yes -i {keys[0]} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p {bastionPort} -W %h:%p {Environment.UserName}@127.0.0.1";

    public (string File, string Name, string? Agent) Next(int number)
    {
        string[] names = ["web", "db", "app-1", "127.0.0.1"];
        var name = Pick(names);
        // Otherwise a bastion could be reached through itself, without end.
        var text = new StringBuilder($"Host bastion\n HostName 127.0.0.1\n Port {bastionPort}\n ProxyJump none\n");
        if (Chance(3)) text.AppendLine($"Include {home.Write($"include{number}", Block(Pick("web", "d*", "*")))}");
        for (var i = random.Next(1, 4); i > 0; i--) text.Append(Block(Pick(name, "w*", "* !db", "d? web", name, "app-* db")));
        if (Chance(3)) text.Append(Block(null, $"Match {Pick("all", $"originalhost {name}", "exec \"true\"", "exec \"false\"", $"user {Environment.UserName}", "host 127.*", $"!originalhost {name}")}"));
        // Defaults for what no block sets.
        text.Append($"Host *\n HostName 127.0.0.1\n Port {Pick(ports)}\n User {Environment.UserName}\n UserKnownHostsFile {home["right"]}\n IdentityFile {Pick(keys)}\n");
        return (home.Write($"config{number}", text.ToString()), name, Chance(3) ? agent : null);
    }

    private string Block(string? patterns, string? head = null)
    {
        var text = new StringBuilder(head ?? $"Host {patterns}").Append('\n');
        for (var i = random.Next(1, 5); i > 0; i--) text.Append($" {Setting()}\n");
        return text.ToString();
    }

    private string Setting() => random.Next(15) switch
    {
        0 => $"Port {Pick(ports)}",
        1 => $"User {(Chance(4) ? "wrong-user" : Environment.UserName)}",
        2 or 3 => $"IdentityFile {Pick(keys)}{(Chance(4) ? ".pub" : "")}",
        4 => "IdentitiesOnly yes",
        5 => $"IdentityAgent {Pick(agent, "none", "SSH_AUTH_SOCK")}",
        6 => $"HostKeyAlias {Pick("alias", "bad", "stranger")}",
        7 => $"UserKnownHostsFile {home[Pick("right", "wrong", "empty")]}{(Chance(3) ? $" {home["right"]}" : "")}",
        8 => "ProxyJump bastion",
        9 => $"ProxyJump {Pick("none", $"{Environment.UserName}@bastion")}",
        10 => $"ProxyCommand {Pick(Proxy, $"sh -c '{Proxy}'", $"{Proxy} | cat", "none", "false")}",
        11 => $"HostName {(Chance(5) ? "%h" : "127.0.0.1")}",
        12 => Chance(6) ? "Port 1" : $"Port {Pick(ports)}",
        13 => $"IdentityFile {home["missing"]}",
        _ => "ConnectTimeout 60",
    };

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
