using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Everything outside the configuration file that reading it needs.</summary>
internal record ConfigurationEnvironment
{
    // Not volatile: the coverage profiler breaks a record's copy of a volatile field. A stale read only creates one more redactor.
    private Tuple<int, Redactor> redactor = Tuple.Create(0, new Redactor([]));

    /// <summary>Reads an environment variable; returns null if it is unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Absolute. Paths from the user are relative to it; paths in a file are relative to the file.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>The absolute path that <c>~</c> stands for.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>Whether a person's <c>~/.ssh/config</c> is used unless the configuration says otherwise.</summary>
    public bool UsesSshConfig { get; init; }

    /// <summary>Whether a person sees the progress, and can do what it asks for.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>The providers that a configuration may name.</summary>
    public ProviderRegistry Providers { get; init; } = new();

    /// <summary>All available secrets that the configuration names. Reading a configuration adds to them.</summary>
    internal ICollection<Secret> Secrets { get; } = new List<Secret>();

    /// <summary>Makes a path absolute. <c>~</c> is as in shells, on Windows also before a backslash. <c>~user</c> is not supported.</summary>
    /// <param name="path">The path.</param>
    /// <param name="directory">Relative paths are resolved from here.</param>
    public string ResolvePath(string path, string directory) => path switch
    {
        "~" => HomeDirectory,
        ['~', var separator, .. var rest] when separator == Path.DirectorySeparatorChar || separator == Path.AltDirectorySeparatorChar =>
            Path.Join(HomeDirectory, rest),
        _ => Path.GetFullPath(path, directory),
    };

    /// <summary>Masks all secrets that the configuration names. Used for all output outside a host's record.</summary>
    public string Mask(string text)
    {
        // Recreated only if secrets were added, because every printed line is masked.
        var current = redactor;
        if (current.Item1 != Secrets.Count) redactor = current = Tuple.Create(Secrets.Count, new Redactor(Secrets));
        return current.Item2.Redact(text);
    }
}
