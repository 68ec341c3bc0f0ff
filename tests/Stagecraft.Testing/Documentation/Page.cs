namespace Stagecraft.Testing.Documentation;

/// <summary>A Markdown page of the repository, and its fenced blocks.</summary>
public sealed class Page
{
    private readonly string[] lines;

    private Page(string path) => (Path, lines) = (path, File.ReadAllLines(System.IO.Path.Combine(Repository.Root, path)));

    /// <summary>Relative to the repository, with slashes.</summary>
    public string Path { get; }

    /// <summary>Every page that users read.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "artifacts" or "bin" or "obj" or "node_modules" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .Select(path => new Page(path)),
    ];

    public string Text => string.Join('\n', lines);

    /// <summary>The blocks between fences, without their common indentation.</summary>
    public IEnumerable<(string Language, IReadOnlyList<string> Lines)> Blocks()
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var start = lines[i].TrimStart();
            if (!start.StartsWith("```", StringComparison.Ordinal)) continue;

            var indent = lines[i].Length - start.Length;
            var block = new List<string>();
            while (lines[++i].TrimStart() != "```") block.Add(lines[i].Length > indent ? lines[i][indent..] : lines[i].TrimStart());
            yield return (start[3..], block);
        }
    }
}
