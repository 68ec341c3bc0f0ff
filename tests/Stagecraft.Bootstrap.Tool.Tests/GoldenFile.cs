using System.Runtime.CompilerServices;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>Outputs that are a contract. With <c>UPDATE_GOLDEN=1</c>, a difference rewrites the file for review.</summary>
internal static class GoldenFile
{
    public static void Matches(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(Path.Combine(SourceDirectory(), "Golden", name), actual);
        else
            Assert.AreEqual(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)), actual);
    }

    private static string SourceDirectory([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
