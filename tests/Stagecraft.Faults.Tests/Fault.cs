using System.Text.RegularExpressions;
using Stagecraft.Lab.Tests.Secrets;

namespace Stagecraft.Lab.Tests.Faults;

/// <summary>One row of the matrix: how a host is broken, what the run reports, and how the host is repaired.</summary>
/// <remarks>
/// A new row is a few lines in one of the lists of <see cref="FaultMatrix"/>; docs/faults.md explains how to update the page.
/// </remarks>
internal sealed partial record Fault(string Name)
{
    /// <summary>The warning of a host whose user <c>operator</c> is not a member of the group docker.</summary>
    public const string OperatorWithoutDocker = "The account operator cannot use Docker without sudo";

    /// <summary>The outcome of a fault that bootstrap handles, or that does not affect it.</summary>
    public const string Success = "success";

    /// <summary>The host is new when the fault occurs. Otherwise it is ready.</summary>
    public bool IsNew { get; init; }

    /// <summary>Breaks the host before the tool runs.</summary>
    public HostAction Inject { get; init; } = HostAction.None;

    /// <summary>Breaks the host while the tool runs.</summary>
    public HostAction? Meanwhile { get; init; }

    /// <summary>The fix that the message names. It runs whether or not the test passes, and can run twice.</summary>
    public HostAction Heal { get; init; } = HostAction.None;

    /// <summary>The host's error code, or <see cref="Success"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>A part of the message, or of the changes. The page has the whole text.</summary>
    public required string Says { get; init; }

    /// <summary>A part of the warning that the host has in the run with the fault. Null if it has none.</summary>
    public string? Warns { get; init; }

    /// <summary>The timeouts of the run with the fault: <c>settle: 5s</c>.</summary>
    public string Timeouts { get; init; } = "";

    /// <summary>For the page: how the test simulates the fault, or what the fault shows.</summary>
    public string? Note { get; init; }

    public string ConnectTimeout { get; init; } = "2m";

    /// <summary>The login user of both runs.</summary>
    public string User { get; init; } = "root";

    /// <summary>Settings of Docker in the run with the fault: <c>daemon: {debug: true}</c>.</summary>
    public string Docker { get; init; } = "";

    /// <summary>The auth key in the run with the fault.</summary>
    public string AuthKey { get; init; } = Lab.AuthKey;

    /// <summary>More settings of Tailscale in the run with the fault, one line each. ARCHIVE is the lab's web server.</summary>
    public IReadOnlyList<string> Tailscale { get; init; } = [];

    /// <summary>The command with the fault, with its options, for a command other than <c>run</c>. It is limited to the broken host.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The configuration lists the broken host a second time, with another id and this last part of its address.</summary>
    public int? Again { get; init; }

    /// <summary>Tailscale comes from an archive on the host itself in the run with the fault, with the key of the lab's archive pinned.</summary>
    public bool FromMirror { get; init; }

    /// <summary>Settings of the broken host's node: <c>accept_routes: true</c>. The run with the fault has them.</summary>
    public string NodeSettings { get; init; } = "";

    /// <summary>Settings of Tailscale's installation in the run with the fault: <c>hold: true</c>.</summary>
    public string Install { get; init; } = "";

    /// <summary>Only the broken host is in the run with the fault, because the others would get the settings or leave too.</summary>
    public bool IsAlone => Docker.Length > 0 || Install.Length > 0 || Command.Count > 0;

    public string Config => WithSettings(Twice(Lab.Config))
        .Replace($"\"{Lab.Archive}/tailscale\"", $"\"{(FromMirror ? HostileArchive.Url : Lab.Archive)}/tailscale\"", StringComparison.Ordinal)
        .Replace("install: {mirror:", $"install: {{{Install}{(Install.Length > 0 ? ", " : "")}mirror:", StringComparison.Ordinal)
        .Replace("docker: {installMethod", $"docker: {{{Docker}{(Docker.Length > 0 ? ", " : "")}installMethod", StringComparison.Ordinal)
        .Replace("tailnet_domain: lab.ts.net", string.Join("\n      ", Tailscale.Prepend("tailnet_domain: lab.ts.net")).Replace("ARCHIVE", Lab.Archive, StringComparison.Ordinal), StringComparison.Ordinal)
        .Replace("ssh: {user: root", $"ssh: {{connectTimeout: {ConnectTimeout}, user: {User}", StringComparison.Ordinal)
        .Replace("  bootstrap:\n", $"  bootstrap:\n    timeouts: {{{Timeouts}}}\n", StringComparison.Ordinal);

    public string HealedConfig => (this with { Timeouts = "", Docker = "", Install = "", ConnectTimeout = "2m", Again = null, FromMirror = false, Tailscale = [], NodeSettings = "" }).Config;

    public override string ToString() => Name;

    // The other hosts have the same role, so the broken one gets a role without another meaning.
    private string WithSettings(string config) => NodeSettings.Length == 0 ? config : config
        .Replace("name: app-1, role: app", "name: app-1, role: node", StringComparison.Ordinal)
        .Replace("tailnet_domain: lab.ts.net", $"tailnet_domain: lab.ts.net\n      role_settings: {{node: {{{NodeSettings}}}}}", StringComparison.Ordinal);

    private string Twice(string config)
    {
        if (Again is null) return config;

        var line = config.Split('\n').Single(line => line.Contains("id: lab-02", StringComparison.Ordinal));
        var again = line.Replace("id: lab-02", "id: lab-02-again", StringComparison.Ordinal);
        return config.Replace(line, $"{line}\n{LastPart().Replace(again, $"{Again}")}", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<=publicIp: [\d.]+\.)\d+(?=,)", RegexOptions.None, 1000)]
    private static partial Regex LastPart();
}
