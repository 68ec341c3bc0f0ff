namespace Stagecraft.Bootstrap;

/// <summary>Suggests the known word that is closest to the given one.</summary>
internal static class Suggestion
{
    /// <summary><c> Did you mean 'x'?</c> with a leading space, or an empty string if no known word is close.</summary>
    public static string For(string written, IEnumerable<string> known)
    {
        var folded = Fold(written);
        var nearest = known
            // Words whose lengths differ too much are not close. This also skips words of megabytes.
            .Where(word => Math.Abs(folded.Length - Fold(word).Length) <= Reach(word))
            .Select(word => (Word: word, Distance: Distance(folded, Fold(word))))
            .Where(candidate => candidate.Distance <= Reach(candidate.Word))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Word is null ? "" : $" Did you mean '{SafeText.Line(nearest.Word)}'?";
    }

    private static int Reach(string word) => Math.Max(1, word.Length / 3);

    // Differences in naming style (snake_case, kebab-case, camelCase) are the most common typo, so they are ignored.
    private static string Fold(string word) =>
        word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // The number of edits: insert, delete or replace a character, or swap two neighbors ("optimal string alignment").
    private static int Distance(string a, string b)
    {
        var beforePrevious = new int[b.Length + 1];
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[b.Length];
    }
}
