using System.Text;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Reads a password from the terminal without showing it.</summary>
internal static class PasswordPrompt
{
    /// <param name="error">Receives the prompt.</param>
    public static string? Read(TextWriter error)
    {
        error.Write("Password for sudo on the hosts: ");
        error.Flush();
        // Otherwise Ctrl-C cancels a run that waits for a key.
        var controlC = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        try
        {
            return Read(() => Console.ReadKey(intercept: true));
        }
        finally
        {
            Console.TreatControlCAsInput = controlC;
            error.WriteLine();
        }
    }

    /// <param name="readKey">Waits for a key, which is not shown.</param>
    /// <returns>The text before Enter. Null after Ctrl-C, Ctrl-D or Escape.</returns>
    internal static string? Read(Func<ConsoleKeyInfo> readKey)
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
                    text.Clear();
                    break;
                case { Key: ConsoleKey.Backspace }:
                    if (text.Length > 0) text.Length--;
                    break;
                default:
                    if (!char.IsControl(key.KeyChar)) text.Append(key.KeyChar);
                    break;
            }
        }
    }
}
