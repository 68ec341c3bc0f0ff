namespace Stagecraft.Bench.Hosts;

/// <summary>What all clients are given: the same hosts, key and known_hosts.</summary>
internal static class ClientInputs
{
    /// <summary>The files of a fleet.</summary>
    public static void WriteFleet(Workspace work, int count)
    {
        File.WriteAllText(work.KnownHosts, KnownHosts(Fleet.Network, count) + KnownHost(Fleet.Address(Fleet.Observed)));
        File.WriteAllText(work.SshConfig, SshConfig(work, Fleet.Port, Fleet.PrivateKey));
        File.WriteAllText(work.Config, Config(work, Fleet.Port, Fleet.PrivateKey));
        File.WriteAllText(work.ConfigWithSettings, WithSettings(Config(work, Fleet.Port, Fleet.PrivateKey)));
        File.WriteAllText(work.ConfigWithSsh, Config($"config: {work.SshConfig}, connectTimeout: 120s"));
        File.WriteAllText(work.Hosts, Hosts(Fleet.Network, count));
        File.WriteAllLines(work.Addresses, Indices(count).Select(Fleet.Address));
        File.WriteAllText(work.ObservedHosts, Document([Host("observed", Fleet.Observed, Fleet.Address(Fleet.Observed))]));
        File.WriteAllText(work.ObservedAddresses, $"{Fleet.Address(Fleet.Observed)}\n");
        File.WriteAllText(work.RefusingHosts, Document([Host("refusing", Fleet.Refusing, Fleet.Address(Fleet.Refusing))]));
    }

    public static string KnownHosts(string network, int count) => string.Concat(Indices(count).Select(index => KnownHost($"{network}.{index}")));

    /// <summary>The account's own configuration and agent take no part.</summary>
    public static string SshConfig(Workspace work, int port, string privateKey) => $"""
        User root
        Port {port}
        IdentityFile {privateKey}
        IdentitiesOnly yes
        IdentityAgent none
        UserKnownHostsFile {work.KnownHosts}
        GlobalKnownHostsFile /dev/null
        StrictHostKeyChecking yes
        BatchMode yes
        ControlMaster no
        ControlPath none
        LogLevel ERROR

        """;

    /// <summary>`ssh` has no limit on connecting. On a busy machine the tool's limit must not decide who is faster.</summary>
    public static string Config(Workspace work, int port, string privateKey) => Config(
        $"config: false, user: root, port: {port}, privateKeyPath: {privateKey}, knownHostsFile: {work.KnownHosts}, hostKeyPolicy: strict, connectTimeout: 120s");

    private static string Config(string ssh) => $$$"""
        network:
          provider: tailscale
          providers:
            tailscale: {auth_key_env: BENCH_AUTHKEY, tailnet_domain: bench.ts.net, default_tags: ["tag:stagecraft"], role_tags: {app: ["tag:app"]}}
        infra:
          bootstrap:
            ssh: { {{{ssh}}} }
            network: {provider: tailscale}

        """;

    private static string WithSettings(string config) => config
        .Replace("tailnet_domain:", "settings: {ssh: false, accept_routes: false, accept_dns: true, shields_up: false}, tailnet_domain:", StringComparison.Ordinal)
        .Replace("    network: {provider: tailscale}", "    network: {provider: tailscale}\n    docker: {daemon: {log-driver: local, log-opts: {max-size: 20m}}, users: [operator], hold: true}", StringComparison.Ordinal);

    public static string Hosts(string network, int count) =>
        Document(Indices(count).Select(index => Host($"host-{index}", index, $"{network}.{index}")));

    /// <summary>A hosts document.</summary>
    public static string Document(IEnumerable<string> hosts) => $"[\n  {string.Join(",\n  ", hosts)}\n]\n";

    /// <summary>An entry of a hosts document. It has the name of the server that answers for it.</summary>
    public static string Host(string id, int server, string address) =>
        $$"""{"id":"{{id}}","name":"host-{{server}}","role":"app","publicIp":"{{address}}"}""";

    private static string KnownHost(string address) => $"[{address}]:{Fleet.Port} {Fleet.HostKey()}\n";

    private static IEnumerable<int> Indices(int count) => Enumerable.Range(1, count);
}
