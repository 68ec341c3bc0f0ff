using System.Diagnostics;
using System.Text;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Injection;

/// <summary>A real shell with the same input as on a host.</summary>
internal static class Sh
{
    public static CommandResult Run(string input)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo("/bin/sh", ["-s"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Assert.IsTrue(process.WaitForExit(Eventually.Limit), "the shell does not end");
        return new CommandResult(process.ExitCode, null, output.Result, error.Result);
    }

    /// <summary>Runs scripts through the protocol. A shell that executed a part of an argument or a secret would print an error.</summary>
    public static IReadOnlyList<ScriptAnswer> Run(IReadOnlyList<RemoteScript> scripts)
    {
        var command = ScriptProtocol.Compose(scripts, elevate: false, TimeSpan.FromMinutes(1));
        var result = Run(command.Input);
        Assert.AreEqual("", result.Error);
        return RemoteAnswers.Read("root", command.Name, command.Timeout, [.. scripts.Select(script => script.Name)], result);
    }
}
