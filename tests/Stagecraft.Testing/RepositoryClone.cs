using System.Diagnostics;

namespace Stagecraft.Testing;

/// <summary>Another clone of this repository, with the files of this working tree. What is built there changes no file of another test.</summary>
public static class RepositoryClone
{
    public static async Task CreateAsync(string folder)
    {
        if (!Path.Exists(Path.Combine(Repository.Root, ".git"))) throw new AssertInconclusiveException("This is not a git checkout.");
        await GitAsync("clone", "--quiet", "--shared", "--no-checkout", Repository.Root, folder);
        await GitAsync("-C", folder, "reset", "--quiet");
        // As for a release, because this checkout can have any origin.
        await GitAsync("-C", folder, "remote", "set-url", "origin", "https://github.com/stagecraft-build/stagecraft.git");
        var files = await GitAsync("-C", Repository.Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        foreach (var file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Repository.Root, file))))
        {
            var copy = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }
    }

    public static async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.AreEqual(0, git.ExitCode, string.Join(' ', arguments));
        return output;
    }
}
