using System.Security.Cryptography;

namespace Stagecraft.Configuration.Reports;

/// <summary>A new file with a name that cannot be guessed. An existing file or link is never opened.</summary>
internal static class DraftFile
{
    public static FileStream Create(string folder, out string path)
    {
        path = Path.Combine(folder, $".stagecraft-{RandomNumberGenerator.GetHexString(24, lowercase: true)}.tmp");
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }
}
