using System.Buffers;
using System.Reflection;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Remote;

/// <summary>A POSIX sh script from an assembly's resources with its arguments: a question (a probe) or a change.</summary>
/// <remarks>
/// Arguments travel on standard input with the script, as words of <c>[A-Za-z0-9._:/,@+=-]</c>:
/// no login shell parses them, and there is no quoting to get wrong.
/// </remarks>
public sealed class RemoteScript
{
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/,@+=-");

    private RemoteScript(string name, string text, IReadOnlyList<string> arguments, Secret? secret) =>
        (Name, Text, Arguments, Secret) = (name, text, arguments, secret);

    /// <summary>The file's name without its ending, for example <c>docker-detect</c>.</summary>
    public string Name { get; }

    public string Text { get; }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The script finds it in the shell variable <c>secret</c>, which is not exported.</summary>
    public Secret? Secret { get; }

    /// <summary>Loads the embedded <c>NAME.sh</c>, after the libraries that it calls.</summary>
    public static RemoteScript Load(Assembly assembly, string name, params ReadOnlySpan<string> libraries)
    {
        var text = Read(assembly, name);
        foreach (var library in libraries)
            text = library + "\n" + text;
        return new RemoteScript(name, text, [], secret: null);
    }

    /// <summary>The text of the embedded <c>NAME.sh</c>: functions that other scripts call.</summary>
    public static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name + ".sh")
            ?? throw new ArgumentException($"{assembly.GetName().Name} has no embedded script '{name}.sh'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <exception cref="ArgumentException">An argument is empty or holds another character than a word's.</exception>
    public RemoteScript With(params IReadOnlyList<string> arguments)
    {
        foreach (var argument in arguments)
        {
            if (!IsWord(argument))
                throw new ArgumentException($"'{SafeText.Line(argument)}' is not a word that a script takes.", nameof(arguments));
        }

        return new RemoteScript(Name, Text, arguments, Secret);
    }

    public RemoteScript WithSecret(Secret secret) => new(Name, Text, Arguments, secret);

    /// <summary>Whether <paramref name="text"/> can be an argument. Configuration checks it before any host is touched.</summary>
    public static bool IsWord(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(WordCharacters);

    public override string ToString() => Name;
}
