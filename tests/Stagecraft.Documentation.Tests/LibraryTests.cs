using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Documentation;

/// <summary>The sample program of docs/library.md, built against the packages, on real hosts.</summary>
[TestClass]
[RequiresLab]
public sealed class LibraryTests
{
    private const string Version = "9.9.9-lab";

    private static readonly string[] Packages = ["Stagecraft.Bootstrap", "Stagecraft.Bootstrap.Ssh", "Stagecraft.Providers.Tailscale"];

    [TestMethod]
    public async Task The_sample_program_makes_two_new_hosts_ready()
    {
        await Lab.ResetAsync(1, 2);
        var feed = Lab.Folder.CreateSubdirectory("library-feed").FullName;
        var program = Lab.Folder.CreateSubdirectory("library").FullName;
        await CopySampleAsync(program);
        // The packages that ours depend on are on this machine, because it has built them.
        var restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(program, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
              <fallbackPackageFolders><add key="restored" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """);

        foreach (var package in Packages)
        {
            var pack = await Dotnet.RunAsync(Repository.Root, "pack", $"src/{package}", "--artifacts-path", Path.Combine(Lab.Folder.FullName, "library-built"), "-o", feed, $"-p:MinVerVersionOverride={Version}");
            Assert.AreEqual(0, pack.ExitCode, pack.ToString());
        }

        var build = await Dotnet.RunAsync(program, "build", "library.csproj", "-nr:false", "-tl:off", $"-p:StagecraftVersion={Version}", "-o", "out");
        var first = await Dotnet.RunAsync(program, "out/library.dll");
        var second = await Dotnet.RunAsync(program, "out/library.dll");

        Assert.AreEqual(0, build.ExitCode, build.ToString());
        Assert.AreEqual(0, first.ExitCode, first.ToString());
        StringAssert.Contains(first.Output, "2 hosts: 2 ready, 0 failed, 0 skipped; 2 changed");
        StringAssert.Contains(second.Output, "2 hosts: 2 ready, 0 failed, 0 skipped; 0 changed");
        Assert.DoesNotContain(Lab.AuthKey, first.ToString());
    }

    // The sample with the addresses, the key and the mirror of the lab.
    private static async Task CopySampleAsync(string folder)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "library")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

        var addresses = await Lab.AddressesAsync();
        (string Sample, string Lab)[] replacements =
        [
            ("203.0.113.7", addresses[0]),
            ("203.0.113.8", addresses[1]),
            ("\"example.ts.net\",", $"\"lab.ts.net\", Mirror = \"{Lab.Archive}/tailscale\", MirrorKeyFingerprint = \"{Lab.TailscaleFingerprint}\","),
            ("AgentSocket = Environment.GetEnvironmentVariable(\"SSH_AUTH_SOCK\")", $"PrivateKeyPath = \"{Dotnet.DeployKey}\", KnownHostsFile = \"{folder}/known_hosts\""),
        ];
        var program = Path.Combine(folder, "Program.cs");
        var text = await File.ReadAllTextAsync(program);
        foreach (var (sample, lab) in replacements)
        {
            StringAssert.Contains(text, sample);
            text = text.Replace(sample, lab, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(program, text);
    }
}
