using System.Text;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Platforms;

/// <summary>Writes docs/platforms.md from the supported platforms and what the tests proved.</summary>
internal static class PlatformPage
{
    public const string HowToMake = "run PlatformTests, then 'cp artifacts/platforms.md docs/platforms.md'";

    private static string Committed => File.ReadAllText(Path.Combine(Repository.Root, "docs", "platforms.md"));

    private static string Made => Path.Combine(Repository.Root, "artifacts", "platforms.md");

    /// <summary>True if the committed page has this row. Versions and date may be older, because packages get updates.</summary>
    public static bool Has(PlatformRow row) => CommittedLine(row.Name)?.StartsWith(row.Proven, StringComparison.Ordinal) == true;

    /// <summary>True if the committed page has a row of each platform, and its other text is current.</summary>
    public static bool IsCurrent => Lab.Platforms.Keys.All(name => CommittedLine(name) is not null) && Render(CommittedLine) == Committed;

    /// <summary>Writes the current page: new lines for rows that passed, and the existing lines of rows that did not run.</summary>
    public static void Write(IReadOnlyList<PlatformRow> ran)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Made)!);
        File.WriteAllText(Made, Render(name => ran.SingleOrDefault(row => row.Name == name)?.Line(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))
            ?? CommittedLine(name)));
    }

    private static string? CommittedLine(string name) =>
        Committed.Split('\n').SingleOrDefault(line => line.StartsWith($"| {Lab.Platforms[name].Name} |", StringComparison.Ordinal));

    private static string Render(Func<string, string?> row)
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var platform in SupportedPlatform.All) page.Append(Supported(platform)).Append('\n');
        page.Append(Proofs.ReplaceLineEndings("\n"));
        foreach (var line in Lab.Platforms.Keys.Select(row).OfType<string>()) page.Append(line).Append('\n');
        return page.Append(NotProven.ReplaceLineEndings("\n")).ToString();
    }

    private static string Supported(SupportedPlatform platform) =>
        $"| {platform.Distribution} {platform.VersionId}, {platform.Codename} | {Code([.. platform.Docker, platform.Compose])}{(platform.Compose is null ? " without Compose v2: refused" : "")} | {Code(platform.Additional)} |";

    private static string Code(params IEnumerable<string?> packages) => string.Join(", ", packages.OfType<string>().Select(package => $"`{package}`"));

    private const string Introduction = """
        # Platforms

        Bootstrap supports these releases on amd64 and arm64. On any other system it changes nothing and fails with [host_unsupported](diagnostics.md#host_unsupported). The message names the supported releases, and for another release of Debian or Ubuntu the one to use instead.

        | platform | the distribution's own packages (`installMethod: apt`) | added if missing |
        |---|---|---|

        """;

    private const string Proofs = """

        With `installMethod: docker-ce`, the packages are the same everywhere: `docker-ce`, `docker-ce-cli`, `containerd.io`, `docker-buildx-plugin` and `docker-compose-plugin` of Docker's apt repository.

        ## What was proven

        [PlatformTests](../tests/Stagecraft.Lab.Tests/Platforms/PlatformTests.cs) runs the tool on a host of each platform in [the lab](../build/lab.d/README.md). CI runs it for every change. It proves:

        - **One fleet**: new hosts of all platforms become ready in one run with one report, with Docker's packages.
        - **Check**: on a new host, `check` says what would be installed, and changes nothing.
        - **Bare to ready**: one run, as a user with `sudo`, makes a new host ready with the distribution's own packages. On Debian 12, these are refused, and Docker's packages are used. `docker compose up` then runs a container.
        - **Again**: the next run changes nothing, and `check` finds nothing to change.
        - **A failure**: a version of Docker that does not exist is refused, before Docker is installed.
        - **A pinned version**: after that failure, an older version of Docker's packages is installed as configured.

        [Faults](faults.md) and [kill points](kill-points.md) run on Debian 13.

        | platform | architecture | what the host is | own packages: Docker, Compose | Docker's packages: newest; pinned | programs on the host | date |
        |---|---|---|---|---|---|---|

        """;

    private const string NotProven = """

        CI compares the first three columns with its own run. Versions and date are those of the run that wrote this page: packages get updates. To write it again:

        ```
        dotnet test --project tests/Stagecraft.Lab.Tests --filter FullyQualifiedName~PlatformTests
        cp artifacts/platforms.md docs/platforms.md
        ```

        ## With its own kernel

        The hosts above share the kernel of the computer that runs the tests. `build/machine` boots a Debian 13 (amd64) in qemu with its own kernel and cloud-init. It proves that an installation that a reboot interrupts is finished by the next run, that the run after that changes nothing, and that containers use overlay2, version 2 of control groups and AppArmor, also after another reboot. It is too slow for CI. [It passed on 27 November 2026](testing.md#a-machine-with-its-own-kernel).

        ## What was not proven

        - **arm64**: no arm64 host was tried. Tests of the scripts prove that an arm64 host is accepted, and that its packages are chosen for that architecture.
        - **Ubuntu's own packages**: Ubuntu hosts have the files of a Debian of the same age, with Ubuntu's `/etc/os-release` and package names. Messages of Ubuntu's apt and sudo are tested with recorded text.
        - **Docker's own packages**: they are Debian's programs under the names of Docker's packages, in two versions.
        - **Tailscale**: client and service are a [stand-in](../build/lab.d/README.md#the-tailscale-stand-in) that is compared with recordings of the real client.
        - **snap**: the lab has no snapd.

        """;
}
