using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ParsedCommand = System.CommandLine.Parsing.CommandResult;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Finds and explains what is wrong with a command line.</summary>
internal static class CommandLineErrors
{
    /// <summary>Writes all errors, and the command that shows help. If a subcommand is missing, writes the help itself.</summary>
    /// <returns>Whether there is an error.</returns>
    public static bool Write(ParseResult parsed, TextWriter error)
    {
        // Help and the version are shown even if the command line has other errors.
        if (parsed.Action?.ClearsParseErrors == true) return false;

        var command = parsed.CommandResult.Command;
        var messages = Find(parsed).Select(SafeText.Line).Distinct(StringComparer.Ordinal).ToList();
        if (messages.Count == 0 && parsed.Errors.Count == 0) return false;
        if (messages.Count == 0)
        {
            error.Write($"error: {Path(parsed.CommandResult)} needs a command.\n\n");
            Help(parsed).Write(parsed, error);
            return true;
        }

        foreach (var message in messages) error.WriteLine($"error: {message}");
        error.WriteLine($"See '{HelpWithExamples.Command}{(command is RootCommand ? "" : " " + Path(parsed.CommandResult))} --help'.");
        return true;
    }

    private static IEnumerable<string> Find(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        foreach (var message in Unmatched(parsed)) yield return message;

        // An option before the command, such as '--limit app-1 init'.
        foreach (var option in Options(parsed.CommandResult).Where(option => !Accepted(command).Contains(option.Option)))
            yield return NoEffect(option.Option.Name, parsed.CommandResult);

        foreach (var found in parsed.Errors)
        {
            switch (found.SymbolResult)
            {
                case OptionResult { Tokens.Count: 0, Option: var option } when option.Arity.MinimumNumberOfValues > 0:
                    yield return $"{option.Name} needs a value: {option.HelpName}.";
                    break;
                case OptionResult { Tokens.Count: > 1, Option: var option } when option.Arity.MaximumNumberOfValues == 1:
                    yield return $"{option.Name} can be set only once.";
                    break;
                case ArgumentResult { Tokens.Count: 0, Argument: var argument }:
                    yield return $"{argument.Name} is required: {argument.Description}";
                    break;
                // An argument that is missing, or a subcommand.
                case ParsedCommand { Command.Arguments: [var argument, ..] } when parsed.CommandResult.Tokens.Count == 0:
                    yield return $"{argument.Name} is required: {argument.Description}";
                    break;
                case ParsedCommand:
                    break;
                default:
                    yield return found.Message;
                    break;
            }
        }
    }

    // The word after an unknown option is probably its value.
    private static IEnumerable<string> Unmatched(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var isValue = false;
        // The argument of 'report merge' takes everything.
        var inArgument = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).SkipWhile(value => !IsOption(value));
        foreach (var token in inArgument.Concat(parsed.UnmatchedTokens))
        {
            var isOption = IsOption(token);
            if (!isOption && isValue) continue;
            isValue = isOption && !token.Contains('=', StringComparison.Ordinal);
            var name = token.Split('=')[0];
            if (isOption && All(Root(parsed)).Contains(name, StringComparer.Ordinal)) yield return NoEffect(name, parsed.CommandResult);
            else if (isOption) yield return $"Unknown option '{name}'.{Suggestion.For(name, Accepted(command).Select(option => option.Name))}";
            else if (command.Subcommands.Count > 0) yield return $"Unknown command '{token}'.{Suggestion.For(token, command.Subcommands.Select(child => child.Name))}";
            else yield return $"Unexpected argument '{token}'.";
        }
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static string NoEffect(string option, ParsedCommand command) => $"{option} has no effect with '{Path(command)}'. Remove it.";

    private static IEnumerable<OptionResult> Options(SymbolResult? result) => result is ParsedCommand command
        ? Options(command.Parent).Concat(command.Children.OfType<OptionResult>().Where(option => !option.Implicit))
        : [];

    private static IReadOnlyList<Option> Accepted(Command command) =>
        [.. command.Options, .. command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(option => option.Recursive)];

    private static IEnumerable<string> All(Command command) => command.Options.Select(option => option.Name).Concat(command.Subcommands.SelectMany(All));

    private static Command Root(ParseResult parsed) => parsed.RootCommandResult.Command;

    private static HelpWithExamples Help(ParseResult parsed) => (HelpWithExamples)Root(parsed).Options.OfType<HelpOption>().Single().Action!;

    /// <summary>The command without the name of the program, such as <c>config validate</c>.</summary>
    private static string Path(ParsedCommand result) => result.Command is RootCommand ? "run"
        : result.Parent is ParsedCommand { Command: not RootCommand } parent ? $"{Path(parent)} {result.Command.Name}"
        : result.Command.Name;
}
