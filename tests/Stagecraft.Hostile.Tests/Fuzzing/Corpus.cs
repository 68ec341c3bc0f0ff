namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>The valid texts that fuzzing starts with, one per file.</summary>
internal static class Corpus
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus");

    public static IReadOnlyList<string> Of(string target)
    {
        var files = Directory.GetFiles(Path.Combine(Folder, target), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.IsNotEmpty(files, target);
        return [.. files.Select(File.ReadAllText)];
    }
}
