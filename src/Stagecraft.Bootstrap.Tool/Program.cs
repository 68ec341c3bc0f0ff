using System.Text;
using Stagecraft.Application;
using Stagecraft.Bootstrap.Tool;

// Custom streams with UTF-8 and LF, so that output is the same on every system.
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var input = new StreamReader(Console.OpenStandardInput(), utf8);
await using var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" };
await using var error = new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true };

var display = DisplayChoice.For(
    Environment.GetEnvironmentVariable,
    outputIsTerminal: !Console.IsOutputRedirected && WindowsConsole.TakesEscapes(() => Console.Out),
    errorIsTerminal: !Console.IsErrorRedirected && WindowsConsole.TakesEscapes(() => Console.Error));
await using var live = display.Live ? new LiveWriter(error, ConsoleWindow.Size) : null;
// A signal handler may write during a run.
var errorLines = TextWriter.Synchronized(live ?? (TextWriter)error);
var terminal = new Terminal(
    input,
    output,
    errorLines,
    display.ColorOutput,
    display.ColorError,
    // A terminal with an unknown width reports 0.
    OutputWidth: Console.IsOutputRedirected || Console.WindowWidth == 0 ? null : Console.WindowWidth,
    Live: live,
    Blocks: TerminalEncoding.IsUtf8(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows() ? Console.OutputEncoding.CodePage : null),
    AskPassword: Console.IsInputRedirected ? null : () => Prompt.Password(errorLines),
    Confirm: Console.IsInputRedirected ? null : question => Prompt.Confirm(question, errorLines));
var surroundings = new RunEnvironment
{
    Environment = Environment.GetEnvironmentVariable,
    CurrentDirectory = Environment.CurrentDirectory,
    HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    // As with every other SSH program that a person uses. A build does not depend on a person's files.
    UsesSshConfig = true,
    IsInteractive = display.Live,
};

using var signals = new StopSignals(errorLines);
return await ToolApp.RunAsync(args, terminal, surroundings, signals.Token);
