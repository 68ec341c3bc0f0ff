using System.Buffers;
using System.Reflection;

namespace Stagecraft.Bootstrap;

/// <summary>A POSIX sh script from an assembly's resources with its arguments. It is either a probe or a change.</summary>
/// <remarks>
/// Arguments are sent on standard input with the script, as words of <c>[A-Za-z0-9._:/,@+=-]</c>.
/// No login shell parses them, and they need no quoting.
/// </remarks>
public sealed class RemoteScript
{
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/,@+=-");

    private RemoteScript(string name, string text, IReadOnlyList<string> arguments, Secret? secret) =>
        (Name, Text, Arguments, Secret) = (name, text, arguments, secret);

    /// <summary>The file name without its extension, for example <c>docker-detect</c>.</summary>
    public string Name { get; }

    /// <summary>The text of the script.</summary>
    public string Text { get; }

    /// <summary>The arguments, <c>$1</c> and so on.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The value of the shell variable <c>secret</c> in the script. The variable is not exported.</summary>
    public Secret? Secret { get; }

    /// <summary>Loads the embedded <c>NAME.sh</c>, preceded by the libraries that it calls.</summary>
    public static RemoteScript Load(Assembly assembly, string name, params ReadOnlySpan<string> libraries)
    {
        var text = Read(assembly, name);
        foreach (var library in libraries)
            text = library + "\n" + text;
        return new RemoteScript(name, text, [], secret: null);
    }

    /// <summary>Reads the embedded <c>NAME.sh</c>, a library of functions that other scripts call.</summary>
    internal static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name + ".sh")
            ?? throw new ArgumentException($"{assembly.GetName().Name} has no embedded script '{name}.sh'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The same script with other arguments.</summary>
    /// <exception cref="ArgumentException">An argument is empty or contains a character that is not allowed in a word.</exception>
    public RemoteScript With(params IReadOnlyList<string> arguments)
    {
        foreach (var argument in arguments)
        {
            if (!IsWord(argument))
                throw new ArgumentException($"'{SafeText.Line(argument)}' is not a valid script argument.", nameof(arguments));
        }

        return new RemoteScript(Name, Text, arguments, Secret);
    }

    /// <summary>The same script with a secret, which it reads from the shell variable <c>secret</c>.</summary>
    public RemoteScript WithSecret(Secret secret) => new(Name, Text, Arguments, secret);

    /// <summary>Whether <paramref name="text"/> can be an argument. The configuration is checked with it before any host is changed.</summary>
    public static bool IsWord(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(WordCharacters);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
