using System.Security.Cryptography;
using Stagecraft.Bootstrap;

namespace Stagecraft.Application;

/// <summary>
/// Checks that no other user can create files in a folder or replace it. If root writes into another user's folder, that user
/// can redirect the files anywhere.
/// </summary>
/// <remarks>Follows the rules of sshd's <c>StrictModes</c> for the path to a user's keys.</remarks>
internal static class TrustedFolder
{
    private const int MaxLinks = 40;

    /// <returns>Null, or the problem and its fix.</returns>
    /// <param name="path">The absolute path of an existing folder.</param>
    public static string? Problem(string path)
    {
        if (UnixFile.At(path) is not { } folder) return null;
        if (!folder.IsOurs) return $"it belongs to another user (uid {folder.Owner}). Use a directory that you own.";
        return folder.IsWritableByOthers
            ? $"other users can write to it. Run 'chmod go-w {path}', or name a directory that does not exist yet."
            : ProblemOnTheWay(path);
    }

    /// <summary>As <see cref="Problem"/>, but checks only the parent folders. The folder itself need not exist.</summary>
    public static string? ProblemOnTheWay(string path)
    {
        var links = 0;
        var rest = new Stack<string>(Parts(path).Reverse());
        var at = "/";
        while (rest.TryPop(out var part))
        {
            var next = Path.Combine(at, part);
            if (UnixFile.At(next, followLink: false) is not { } found) return null;
            if (!found.IsOursOrRoots) return $"'{next}' in its path belongs to another user (uid {found.Owner}). Choose a path that you own.";
            if (found.IsLink)
            {
                if (++links > MaxLinks || File.ResolveLinkTarget(next, returnFinalTarget: false) is not { } target) return "its path has too many symbolic links.";
                foreach (var linked in Parts(Path.GetFullPath(target.FullName)).Reverse()) rest.Push(linked);
                at = "/";
                continue;
            }

            if (rest.Count > 0 && CanBeReplaced(found)) return $"other users can write to '{next}' in its path. Choose a path that only you can write to.";
            at = next;
        }

        return null;
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    // The sticky bit, as on /tmp, lets only the owner remove or rename a file. Group write is accepted, because a user's own group often has one member.
    private static bool CanBeReplaced(UnixFile folder) => (folder.Mode & UnixFileMode.StickyBit) == UnixFileMode.None && folder.IsWritableByEverybody;
}

/// <summary>A new file with a name that cannot be guessed. An existing file or link is never opened.</summary>
internal static class DraftFile
{
    public static FileStream Create(string folder, out string path)
    {
        path = Path.Combine(folder, $".stagecraft-{RandomNumberGenerator.GetHexString(24, lowercase: true)}.tmp");
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Checks that files can be created in a folder.</summary>
    /// <exception cref="IOException">They cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not create them.</exception>
    public static void Probe(string folder)
    {
        using (Create(folder, out var probe)) File.Delete(probe);
    }
}
