using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>A Debian package, and a program or folder that shows that it is installed.</summary>
internal sealed record DebianPackage(string Name, string Provides)
{
    public bool IsInstalled => Path.IsPathRooted(Provides)
        ? Path.Exists(Provides)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Provides)));

    public async Task<string> VersionAsync(CancellationToken stopping) =>
        await Processes.OutputAsync($"{Name} is not installed", new ClientCommand("dpkg-query", "-W", "-f", "${Version}", Name), stopping);

    public static async Task InstallMissingAsync(IEnumerable<DebianPackage> packages, CancellationToken stopping)
    {
        string[] missing = [.. packages.Where(package => !package.IsInstalled).Select(package => package.Name)];
        if (missing.Length == 0) return;
        await Console.Error.WriteLineAsync($"bench: installing {string.Join(' ', missing)}");
        var failure = $"could not install {string.Join(' ', missing)}";
        await Processes.OutputAsync(failure, new ClientCommand("apt-get", "-qq", "update"), stopping);
        var install = new ClientCommand("apt-get", ["-qq", "-y", "--no-install-recommends", "install", .. missing])
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        await Processes.OutputAsync(failure, install, stopping);
    }
}
