using System.Collections.Concurrent;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Generated SSH configurations lead us where they lead <c>ssh</c>.</summary>
[TestClass]
public sealed class SshConfigDifferentialTests : BastionServerTests
{
    private const int Seed = 20261127;
    private const int Configurations = 200;

    [TestMethod]
    public async Task Two_hundred_configurations_lead_to_the_same_address_port_user_key_and_host_key_verdict()
    {
        using var server = new TellingServer();
        var bastion = Bastions.Start();
        string[] keys = [.. Enumerable.Range(0, 4).Select(i => Shell.Keygen(Home[$"key{i}"]))];
        // The last one is not accepted.
        foreach (var key in keys[..3])
        {
            server.Sshd.Authorize(key);
            bastion.Authorize(key);
        }

        using var agent = new SshAgentProcess(Home, keys[0], keys[3]);
        var right = server.Sshd.HostPublicKey("ed25519");
        var wrong = string.Join(' ', File.ReadAllText(keys[3] + ".pub").Split(' ')[..2]);
        Home.Write("right", string.Concat(server.Ports.Select(port => $"[127.0.0.1]:{port} {right}\n")) + string.Concat(bastion.Ports.Select(port => $"[127.0.0.1]:{port} {bastion.HostPublicKey("ed25519")}\n")) + $"alias {right}\n");
        Home.Write("wrong", string.Concat(server.Ports.Select(port => $"[127.0.0.1]:{port} {wrong}\n")) + string.Concat(bastion.Ports.Select(port => $"[127.0.0.1]:{port} {bastion.HostPublicKey("ed25519")}\n")) + $"bad {wrong}\n");
        Home.Write("empty", "");

        var generator = new SshConfigGenerator(Seed, Home, server.Ports, bastion.Ports[0], keys, agent.Socket);
        var configurations = Enumerable.Range(0, Configurations).Select(generator.Next).ToList();
        var ends = new ConcurrentBag<string>();
        var differences = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(configurations, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (each, _) =>
        {
            var expected = TellingServer.ThroughSsh(each.File, each.Name, each.Agent);
            var options = new SshOptions
            {
                HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                AgentSocket = each.Agent,
                UseConfig = true,
                ConfigFile = each.File,
                HostKeyPolicy = HostKeyPolicy.Strict,
                SearchPath = Environment.GetEnvironmentVariable("PATH")!,
                ConnectTimeout = Eventually.Limit,
            };
            var actual = await TellingServer.ThroughOursAsync(options, new Host { Id = each.Name, PublicIp = each.Name });
            if (expected != actual) differences.Add($"{each.Name} in {Path.GetFileName(each.File)}, agent {each.Agent}: ssh {expected}, ours {actual}\n{File.ReadAllText(each.File)}");
            ends.Add(expected.Split(' ')[0]);
        });

        Assert.IsEmpty(differences, $"seed {Seed}: {string.Join('\n', differences)}");

        // Each kind occurred.
        Assert.AreSequenceEqual(["changed", "denied", Environment.UserName, "unknown", "unreachable"], ends.Distinct(), SequenceOrder.InAnyOrder, $"seed {Seed}: {string.Join(' ', ends.GroupBy(end => end).Select(group => $"{group.Key} {group.Count()}"))}");
        Assert.IsGreaterThan(Configurations / 4, ends.Count(end => end == Environment.UserName), "configurations that lead to a login");
    }
}
