using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// A command whose standard input and output carry a connection, as OpenSSH's <c>ProxyCommand</c>. It is started directly if a
/// shell would only split it into words.
/// </summary>
/// <remarks>https://man.openbsd.org/ssh_config#ProxyCommand</remarks>
internal sealed partial record ProxyCommand(string Text)
{
    private const string Tokens = "%%, %h, %n, %p, %r";

    // Characters that a shell may interpret. Some are special only in certain places. Then the shell decides.
    private const string ShellCharacters = "|&;<>()$`*?[]#~={}!\n";

    /// <summary>What is wrong with a command, as the rest of a sentence that begins with its key; null if nothing is.</summary>
    public static string? Problem(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "is empty. Set it to a command, or remove it.";
        if (text.Contains('\0', StringComparison.Ordinal) || text.Contains('\n', StringComparison.Ordinal)) return "must be a single line.";
        return TokensIn(text).Where(token => token.Length == 0 || !"%hnpr".Contains(token, StringComparison.Ordinal)).Select(Unknown).FirstOrDefault();

        static string Unknown(string token) => $"contains '%{SafeText.Line(token)}', which is not a token. Known tokens: {Tokens}.";
    }

    /// <summary>The program and its arguments for a target.</summary>
    /// <param name="target">The host to connect to.</param>
    /// <param name="searchPath">Where programs are, in the format of <c>PATH</c>.</param>
    /// <param name="workingDirectory">Where the program is started.</param>
    /// <exception cref="HostFailureException"><c>config_invalid</c>: the user or the name has characters that a shell interprets, or the command is not valid.</exception>
    public (string Program, IReadOnlyList<string> Arguments) For(SshTarget target, string searchPath, string workingDirectory)
    {
        if (Problem(Text) is { } why)
            throw new HostFailureException(ErrorCode.ConfigInvalid, $"The proxy command of {target.Endpoint} {why}", "Correct the proxy command of this host.");
        // Values are not quoted: which quotes are right depends on the place in the command and on the programs that it starts.
        var used = TokensIn(Text).ToHashSet(StringComparer.Ordinal);
        if (used.Contains("r")) Require("user", target.User, "._-+@");
        if (used.Contains("h")) Require("address", target.Address, "._-:%");
        if (used.Contains("n")) Require("name", target.OriginalName, "._-:%");

        var words = OperatingSystem.IsWindows() ? null : Words(Text);
        if (words is not null && Find(Fill(words[0], target), searchPath, workingDirectory) is { } program)
            return (program, [.. words.Skip(1).Select(word => Fill(word, target))]);
        return OperatingSystem.IsWindows()
            ? ("cmd.exe", ["/d", "/c", Fill(Text, target)])
            : ("/bin/sh", ["-c", "exec " + Fill(Text, target)]);

        void Require(string what, string value, string also)
        {
            if (value.Length == 0 || value[0] == '-' || !value.All(c => char.IsAsciiLetterOrDigit(c) || also.Contains(c, StringComparison.Ordinal)))
                throw new HostFailureException(
                    ErrorCode.ConfigInvalid,
                    $"The {what} '{SafeText.Line(value)}' of {target.Endpoint} cannot be used in a proxy command: it has characters that a shell could interpret.",
                    $"Use a plain {what}, or write it in the proxy command itself.");
        }
    }

    /// <summary>The words that a shell would split the command into. Null if the shell would do more than that.</summary>
    internal static IReadOnlyList<string>? Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ' ' or '\t')
            {
                if (inWord) words.Add(word.ToString());
                word.Clear();
                inWord = false;
                continue;
            }

            inWord = true;
            switch (c)
            {
                case '\'':
                    var close = text.IndexOf('\'', i + 1);
                    if (close < 0) return null;
                    word.Append(text, i + 1, close - i - 1);
                    i = close;
                    break;
                case '"':
                    if (InDoubleQuotes(text, ref i) is not { } quoted) return null;
                    word.Append(quoted);
                    break;
                case '\\' when i + 1 < text.Length:
                    word.Append(text[++i]);
                    break;
                case '\\':
                    return null;
                default:
                    if (ShellCharacters.Contains(c, StringComparison.Ordinal)) return null;
                    word.Append(c);
                    break;
            }
        }

        if (inWord) words.Add(word.ToString());
        return words.Count > 0 ? words : null;
    }

    private static string? InDoubleQuotes(string text, ref int i)
    {
        var word = new StringBuilder();
        for (i++; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"': return word.ToString();
                case '$' or '`': return null;
                case '\\' when i + 1 < text.Length && text[i + 1] is '"' or '\\' or '$' or '`':
                    word.Append(text[++i]);
                    break;
                default:
                    word.Append(text[i]);
                    break;
            }
        }

        return null;
    }

    private static string? Find(string program, string searchPath, string workingDirectory)
    {
        try
        {
            return ProgramFile.Find(program, workingDirectory, searchPath);
        }
        catch (FileNotFoundException)
        {
            // It may be a word of the shell, such as 'exec'. Otherwise the shell says that it does not exist.
            return null;
        }
    }

    private static IEnumerable<string> TokensIn(string text) => Percent().Matches(text).Select(match => match.Groups["token"].Value);

    private static string Fill(string text, SshTarget target) => Percent().Replace(text, match => match.Groups["token"].Value switch
    {
        "h" => target.Address,
        "n" => target.OriginalName,
        "p" => target.Port.ToString(CultureInfo.InvariantCulture),
        "r" => target.User,
        _ => "%",
    });

    // A percent sign and the character after it, which is missing at the end of a text.
    [GeneratedRegex("%(?<token>.?)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Percent();
}
