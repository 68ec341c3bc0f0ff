using System.Text;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Asks a person on the terminal.</summary>
internal static class Prompt
{
    /// <summary>Reads a password without showing it.</summary>
    /// <param name="error">Receives the prompt.</param>
    public static string? Password(TextWriter error) => Ask("Password for sudo on the hosts: ", error, show: null);

    /// <summary>Asks a question. Only <c>y</c> and <c>yes</c> count as yes.</summary>
    /// <param name="question">The question, with the possible answers.</param>
    /// <param name="error">Receives the question and the answer.</param>
    public static bool Confirm(string question, TextWriter error) => IsYes(Ask(question, error, show: text =>
    {
        error.Write(text);
        error.Flush();
    }));

    internal static bool IsYes(string? answer) =>
        answer?.Trim() is { } word && (word.Equals("y", StringComparison.OrdinalIgnoreCase) || word.Equals("yes", StringComparison.OrdinalIgnoreCase));

    private static string? Ask(string question, TextWriter error, Action<string>? show)
    {
        error.Write(question);
        error.Flush();
        // Otherwise Ctrl-C cancels a run that waits for a key.
        var controlC = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        try
        {
            return Read(() => Console.ReadKey(intercept: true), show);
        }
        finally
        {
            Console.TreatControlCAsInput = controlC;
            error.WriteLine();
        }
    }

    /// <param name="readKey">Waits for a key, which is not shown.</param>
    /// <param name="show">Shows a typed character, or removes the last one. Null to show nothing.</param>
    /// <returns>The text before Enter. Null after Ctrl-C, Ctrl-D or Escape.</returns>
    internal static string? Read(Func<ConsoleKeyInfo> readKey, Action<string>? show = null)
    {
        var text = new StringBuilder();
        while (true)
        {
            var key = readKey();
            switch (key)
            {
                case { Key: ConsoleKey.Enter }: return text.ToString();
                case { Key: ConsoleKey.Escape }:
                case { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.C or ConsoleKey.D }: return null;
                case { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.U }:
                    Remove(text.Length);
                    break;
                case { Key: ConsoleKey.Backspace }:
                    Remove(Math.Min(1, text.Length));
                    break;
                default:
                    if (char.IsControl(key.KeyChar)) break;
                    text.Append(key.KeyChar);
                    show?.Invoke(key.KeyChar.ToString());
                    break;
            }
        }

        void Remove(int count)
        {
            text.Length -= count;
            for (var i = 0; i < count; i++) show?.Invoke("\b \b");
        }
    }
}
