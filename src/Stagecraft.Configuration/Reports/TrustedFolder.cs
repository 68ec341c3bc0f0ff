using Stagecraft.Bootstrap.Settings;

namespace Stagecraft.Configuration.Reports;

/// <summary>
/// Whether a folder stays what it is: no other user can put files into it, or put something else in its place. What root
/// writes into another user's folder, that user can lead anywhere.
/// </summary>
/// <remarks>As sshd's <c>StrictModes</c> judges the way to a user's keys.</remarks>
internal static class TrustedFolder
{
    private const int MaxLinks = 40;

    /// <returns>Null, or what is wrong and how it is put right.</returns>
    /// <param name="path">Absolute; it exists.</param>
    public static string? Problem(string path)
    {
        if (UnixFile.At(path) is not { } folder) return null;
        if (!folder.IsOurs) return $"it belongs to another user (number {folder.Owner}). Use a directory of your own.";
        return folder.IsWritableByOthers
            ? $"other users can write to it. Run 'chmod go-w {path}', or name a directory that does not exist yet."
            : ProblemOnTheWay(path);
    }

    /// <summary>As <see cref="Problem"/>, of the folders that lead to one that need not exist.</summary>
    public static string? ProblemOnTheWay(string path)
    {
        var links = 0;
        var rest = new Stack<string>(Parts(path).Reverse());
        var at = "/";
        while (rest.TryPop(out var part))
        {
            var next = Path.Combine(at, part);
            if (UnixFile.At(next, followLink: false) is not { } found) return null;
            if (!found.IsOursOrRoots) return $"'{next}' on the way to it belongs to another user (number {found.Owner}). Use a directory in a place of your own.";
            if (found.IsLink)
            {
                if (++links > MaxLinks || File.ResolveLinkTarget(next, returnFinalTarget: false) is not { } target) return "it leads through too many links.";
                foreach (var linked in Parts(Path.GetFullPath(target.FullName)).Reverse()) rest.Push(linked);
                at = "/";
                continue;
            }

            if (rest.Count > 0 && CanBeReplaced(found)) return $"other users can write to '{next}' on the way to it. Use a directory in a place of your own.";
            at = next;
        }

        return null;
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    // In a folder such as /tmp only its owner can remove or rename a file. A group of our own is often one of one member.
    private static bool CanBeReplaced(UnixFile folder) => (folder.Mode & UnixFileMode.StickyBit) == UnixFileMode.None && folder.IsWritableByEverybody;
}
