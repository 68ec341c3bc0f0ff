namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A list of algorithms in the syntax of ssh_config: names in the order of preference, or a change of the usual list.</summary>
/// <param name="Kind">What the names are.</param>
/// <param name="Change">What is done with the names.</param>
/// <param name="Names">Names, or patterns with <c>*</c> and <c>?</c>.</param>
/// <param name="Setting">Where the list is, for messages.</param>
/// <remarks>https://man.openbsd.org/ssh_config#Ciphers</remarks>
internal sealed record AlgorithmList(AlgorithmKind Kind, AlgorithmChange Change, ValueList<string> Names, string Setting)
{
    /// <summary>Whether the order is the user's own. As in OpenSSH, the known keys of a host otherwise decide about the order of host key algorithms.</summary>
    public bool KeepsOrder { get; private init; } = Change is AlgorithmChange.Only or AlgorithmChange.First;

    /// <summary>What is offered to servers, in the order of preference.</summary>
    public IReadOnlyList<string> Offered => Change switch
    {
        AlgorithmChange.Only => Matched,
        AlgorithmChange.Remove => [.. Kind.Offered.Except(Matched, StringComparer.Ordinal)],
        AlgorithmChange.First => [.. Matched.Union(Kind.Offered, StringComparer.Ordinal)],
        // Everything that this client supports is offered anyway.
        _ => Kind.Offered,
    };

    /// <summary>Names that this client does not support.</summary>
    public IReadOnlyList<string> Skipped => Change == AlgorithmChange.Remove ? [] : [.. Names.Where(name => !Matches(name, Kind.Offered).Any())];

    /// <summary>Whether a connection is impossible with the list.</summary>
    public bool LeavesNothing => Offered.Count == 0;

    private IReadOnlyList<string> Matched => [.. Names.SelectMany(name => Matches(name, Kind.Offered)).Distinct(StringComparer.Ordinal)];

    /// <summary>The list of a kind; null if there is none.</summary>
    public static AlgorithmList? Of(AlgorithmKind kind, IReadOnlyList<AlgorithmList> lists) => lists.FirstOrDefault(list => list.Kind == kind);

    /// <summary>Parses a list, such as <c>aes256-ctr,aes128-ctr</c> or <c>-*nistp*</c>.</summary>
    /// <param name="kind">What the names are.</param>
    /// <param name="text">The list.</param>
    /// <param name="setting">Where the list is, for messages.</param>
    public static AlgorithmList Parse(AlgorithmKind kind, string text, string setting)
    {
        var trimmed = text.Trim();
        var change = trimmed.Length == 0 ? AlgorithmChange.Only : trimmed[0] switch
        {
            '+' => AlgorithmChange.Add,
            '-' => AlgorithmChange.Remove,
            '^' => AlgorithmChange.First,
            _ => AlgorithmChange.Only,
        };
        if (change != AlgorithmChange.Only) trimmed = trimmed[1..];
        return new(kind, change, new(trimmed.Split(',').Select(name => name.Trim())), setting);
    }

    /// <summary>What OpenSSH's configuration says, from the list that <c>ssh -G</c> prints with it and without it; null if it says nothing.</summary>
    /// <remarks>
    /// ssh applies <c>+</c>, <c>-</c> and <c>^</c> to its own list before it prints the result. If none of that list is missing, the
    /// user has added or preferred algorithms, so those also count here, and an old ssh does not hide newer algorithms. If any is
    /// missing, <c>-</c> cannot be distinguished from a complete list, so it is taken as a complete list: nothing is offered that ssh would not offer.
    /// </remarks>
    public static AlgorithmList? FromOpenSsh(AlgorithmKind kind, string usual, string printed, string setting)
    {
        if (printed == usual) return null;
        var (before, after) = (Names(usual), Names(printed));
        if (before.Length == 0 || before.Except(after, StringComparer.Ordinal).Any())
        {
            var isInUsualOrder = before.Intersect(after, StringComparer.Ordinal).SequenceEqual(after, StringComparer.Ordinal);
            return new(kind, AlgorithmChange.Only, new(after), setting) { KeepsOrder = !isInUsualOrder };
        }

        if (after.Take(before.Length).SequenceEqual(before, StringComparer.Ordinal)) return new(kind, AlgorithmChange.Add, new(after.Skip(before.Length)), setting);
        var preferred = Enumerable.Range(1, after.Length).First(count => after.Skip(count).SequenceEqual(before.Except(after.Take(count), StringComparer.Ordinal), StringComparer.Ordinal));
        return new(kind, AlgorithmChange.First, new(after.Take(preferred)), setting);

        static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What is wrong with a list that a person wrote, as the rest of a sentence that begins with its key; null if nothing is.</summary>
    public string? Problem()
    {
        if (Names.Contains("")) return "has an empty name. Write names separated by commas, or remove the setting.";
        if (Names.FirstOrDefault(name => !Matches(name, Kind.Known).Any()) is { } unknown)
            return $"contains '{SafeText.Line(unknown)}', which is not the name of a {Kind.Noun}.{Suggestion.For(unknown, Kind.Offered)} Supported: {string.Join(", ", Kind.Offered)}.";
        if (Change == AlgorithmChange.Remove)
            return LeavesNothing ? $"removes every supported {Kind.Noun}. Keep one of: {string.Join(", ", Kind.Offered)}." : null;
        return Matched.Count == 0 ? $"contains no supported {Kind.Noun}. Supported: {string.Join(", ", Kind.Offered)}." : null;
    }

    private static IEnumerable<string> Matches(string pattern, IEnumerable<string> names) => names.Where(name => HostPattern.Glob(pattern, name));
}

/// <summary>What a list of algorithms does with its names.</summary>
internal enum AlgorithmChange
{
    /// <summary>Only these are offered.</summary>
    Only,

    /// <summary><c>+</c>: they are added at the end.</summary>
    Add,

    /// <summary><c>-</c>: they are removed.</summary>
    Remove,

    /// <summary><c>^</c>: they are preferred.</summary>
    First,
}
