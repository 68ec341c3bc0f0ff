namespace Stagecraft.Bootstrap;

/// <summary>An invalid value of an options object.</summary>
/// <param name="Option">The property.</param>
/// <param name="Why">What is wrong, as the rest of a sentence that begins with the property or with its key in <c>stagecraft.yml</c>.</param>
/// <param name="Other">Another property, whose name replaces <c>{0}</c> in <paramref name="Why"/>.</param>
internal sealed record OptionProblem(string Option, string Why, string Other = "")
{
    /// <param name="nameOf">The name of a property for the reader.</param>
    public string WhyFor(Func<string, string> nameOf) => Other.Length == 0 ? Why : Why.Replace("{0}", nameOf(Other), StringComparison.Ordinal);
}

/// <summary>
/// The rules for values that several options have. They return what is wrong, or null. The sections of <c>stagecraft.yml</c>
/// report it at the key; options that are built in code report it when they are used.
/// </summary>
internal static class OptionRules
{
    /// <summary>The longest duration of any option.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(1);

    /// <exception cref="ConfigurationException">There is a problem. The exception contains all of them.</exception>
    public static void Require(string type, IEnumerable<OptionProblem> problems)
    {
        ConfigurationError[] errors = [.. problems.Select(problem => new ConfigurationError($"{type}.{problem.Option} {problem.WhyFor(option => option)}"))];
        if (errors.Length > 0) throw new ConfigurationException(errors);
    }

    public static string? Fingerprint(string text) => Bootstrap.Fingerprint.IsArchiveKey(text)
        ? null
        : $"must be the {Bootstrap.Fingerprint.ArchiveKeyLength} hex digits that 'gpg --show-keys' prints, without spaces.";

    public static string? User(string text) => text.Length == 0 || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
        ? "must be an account name without spaces."
        : null;

    // sudo reads one line.
    public static string? SudoPassword(Secret password) => password.Reveal().AsSpan().ContainsAny('\n', '\r', '\0')
        ? "must be one line."
        : null;

    public static string? Duration(TimeSpan duration) => duration > TimeSpan.Zero && duration <= MaxDuration
        ? null
        : $"is {duration}; it must be more than zero and at most {MaxDuration.TotalHours:0} hours.";

    public static bool IsPort(int port) => port is >= 1 and <= 65535;
}
