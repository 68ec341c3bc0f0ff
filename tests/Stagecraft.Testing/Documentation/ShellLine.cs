using System.Text;

namespace Stagecraft.Testing.Documentation;

/// <summary>One line of a documented shell session, with the syntax that the pages use: variables in front, quotes, pipes, redirections, comments.</summary>
public static class ShellLine
{
    private const string Prompt = "$ ";

    /// <summary>The commands of a line, each as a list of words.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string line)
    {
        var commands = new List<IReadOnlyList<string>>();
        var words = new List<string>();
        foreach (var word in Words(line.StartsWith(Prompt, StringComparison.Ordinal) ? line[Prompt.Length..] : line))
        {
            if (word is "|" or "&&" or ";") Finish();
            else words.Add(word);
        }

        Finish();
        return commands;

        void Finish()
        {
            var command = words.SkipWhile(IsAssignment).TakeWhile(word => !word.StartsWith('>') && !word.StartsWith('<') && word != "2>&1").ToList();
            if (command.Count > 0) commands.Add(command);
            words.Clear();
        }
    }

    private static bool IsAssignment(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && word[..at].All(c => char.IsAsciiLetterUpper(c) || c == '_');

    private static IEnumerable<string> Words(string line)
    {
        var word = new StringBuilder();
        var quote = '\0';
        var any = false;
        foreach (var c in line)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                (quote, any) = (c, true);
            }
            else if (c == ' ')
            {
                if (any) yield return word.ToString();
                word.Clear();
                any = false;
            }
            else if (c == '#' && !any)
            {
                yield break;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }

        if (any) yield return word.ToString();
    }
}
