using System.CommandLine;
using System.CommandLine.Parsing;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Options and arguments that take one of a few words.</summary>
internal static class Choices
{
    public static void AcceptOnly(this Option<string> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result => Check(result, result.Tokens, option.Name, words, words));
    }

    /// <param name="argument">The argument.</param>
    /// <param name="words">The words that help and completion show.</param>
    /// <param name="aliases">Other accepted words.</param>
    public static void AcceptOnly(this Argument<string> argument, string[] words, string[] aliases)
    {
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result => Check(result, result.Tokens, argument.Name, words, [.. words, .. aliases]));
    }

    private static void Check(SymbolResult result, IReadOnlyList<Token> tokens, string name, string[] words, string[] accepted)
    {
        foreach (var word in tokens.Select(token => token.Value).Where(word => !accepted.Contains(word, StringComparer.Ordinal)))
            result.AddError($"{name} must be {string.Join(", ", words[..^1])} or {words[^1]}; it is '{word}'.{Suggestion.For(word, accepted)}");
    }
}
