using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Injection;

/// <summary>Runs scripts in a real shell, as a host does.</summary>
internal static class Sh
{
    public static CommandResult Run(string input) => ShellCommand.ShAsync(input).GetAwaiter().GetResult();

    /// <summary>Runs scripts through the protocol. A shell that executed a part of an argument or a secret would print an error.</summary>
    public static IReadOnlyList<ScriptAnswer> Run(IReadOnlyList<RemoteScript> scripts)
    {
        var command = ScriptProtocol.Compose(scripts, elevate: false, TimeSpan.FromMinutes(1));
        var result = Run(command.Input);
        Assert.AreEqual("", result.Error);
        return RemoteAnswers.Read("root", command.Name, command.Timeout, [.. scripts.Select(script => script.Name)], result);
    }
}
