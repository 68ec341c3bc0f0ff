using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Writes realistic known_hosts files. The same seed gives the same files.</summary>
/// <param name="seed">Printed by the test that fails.</param>
/// <param name="names">Names as they are looked up.</param>
/// <param name="patterns">What lines can list in addition to the names.</param>
/// <param name="keys"><c>TYPE BASE64</c></param>
internal sealed class KnownHostsGenerator(int seed, string[] names, string[] patterns, string[] keys)
{
    private readonly Random random = new(seed);

    public string Next(int mostLines)
    {
        var end = random.Next(4) == 0 ? "\r\n" : "\n";
        var lines = Enumerable.Range(0, random.Next(1, mostLines + 1)).Select(_ => Line());
        return string.Join(end, lines) + (random.Next(3) == 0 ? "" : end);
    }

    private string Line() => random.Next(24) switch
    {
        0 => "# a comment",
        1 => "",
        2 => " \t ",
        3 => $"{Hosts()} ssh-ed25519 not-base64!",
        4 => $"{Hosts()} ssh-rsa {Pick(keys, key => key.StartsWith("ssh-ed25519")).Split(' ')[1]}",
        5 => $"{Hosts()} ssh-ed25519",
        6 => $"{Hosts()} 2048 35 1234567890",
        7 => $"@unknown {Hosts()} {Pick(keys)}",
        8 => $"@revoked @revoked {Hosts()} {Pick(keys)}",
        9 => $"@revoked {Hosts()} {Pick(keys)}",
        10 => $"@cert-authority {Hosts()} {Pick(keys)}",
        11 => $"\t @cert-authority \t{Hosts()}  {Pick(keys)} with spaces",
        12 or 13 or 14 or 15 => $"{Hashed(Pick(names))} {Pick(keys)}",
        16 => $"|1|AAAA|AAAA {Pick(keys)}",
        17 => $"  {Hosts()}\t{Pick(keys).Replace(' ', '\t')}  a comment: é",
        18 => $"hôst,{Hosts()} {Pick(keys)}",
        19 => $"{string.Join(',', Enumerable.Range(0, 2000).Select(i => $"host-{i}"))},{Hosts()} {Pick(keys)}",
        20 => $"{Hosts().ToUpperInvariant()} {Pick(keys)}",
        _ => $"{Hosts()} {Pick(keys)}",
    };

    private string Hosts() => string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick([.. names, .. patterns])));

    private string Hashed(string name)
    {
        var salt = new byte[20];
        random.NextBytes(salt);
#pragma warning disable CA5350 // The format is OpenSSH's.
        return $"|1|{Convert.ToBase64String(salt)}|{Convert.ToBase64String(HMACSHA1.HashData(salt, Encoding.ASCII.GetBytes(name)))}";
#pragma warning restore CA5350
    }

    private string Pick(string[] choices, Func<string, bool>? which = null)
    {
        var fitting = which is null ? choices : [.. choices.Where(which)];
        return fitting[random.Next(fitting.Length)];
    }
}
