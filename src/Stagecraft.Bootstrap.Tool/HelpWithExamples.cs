using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The standard help. For the root command, examples and exit codes follow.</summary>
internal sealed class HelpWithExamples(HelpAction inner, RootCommand root) : SynchronousCommandLineAction
{
    /// <summary>How the tool is run.</summary>
    public const string Command = "dotnet stagecraft-bootstrap";

    internal const string Examples = """
        Examples:
          dotnet stagecraft-bootstrap init                         create a stagecraft.yml
          dotnet stagecraft-bootstrap                              bootstrap the hosts of stagecraft.yml
          dotnet stagecraft-bootstrap check                        show what a run would change
          dotnet stagecraft-bootstrap plan --environment staging   show which hosts would be created
          dotnet stagecraft-bootstrap --limit web                  only hosts with the role web
          dotnet stagecraft-bootstrap --exclude 'web-*' --parallel 4
          dotnet stagecraft-bootstrap --limit @failed:report.json  only hosts that were not ready
          dotnet stagecraft-bootstrap --serial 10% --max-fail 0    a tenth of the hosts at a time
          dotnet stagecraft-bootstrap leave --limit app-1          take a host out of its network
          terraform output -json | dotnet stagecraft-bootstrap --hosts -
          dotnet stagecraft-bootstrap --output json > report.json
          dotnet stagecraft-bootstrap --report report.html --report junit.xml --log-dir logs
          dotnet stagecraft-bootstrap --shard 1/4 --report 1.json  only a quarter of the hosts
          dotnet stagecraft-bootstrap report merge 1.json 2.json 3.json 4.json

        Exit codes:
          0    every host is ready; leave: no host is in the network
          1    the command line, the configuration or a hosts document is wrong; nothing was changed
          2    the cloud provider failed; no host was touched
          3    the run failed for another reason
          10   at least one host failed
          11   check, leave --check: at least one host would change; plan: at least one would be created
          130  canceled
        """;

    // Help is shown even if the command line has other errors.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult, parseResult.InvocationConfiguration.Output);
        return ExitCode.Ready;
    }

    /// <summary>Writes the help of the parsed command.</summary>
    public void Write(ParseResult parseResult, TextWriter output)
    {
        var help = new StringWriter { NewLine = "\n" };
        var configuration = parseResult.InvocationConfiguration;
        var own = configuration.Output;
        configuration.Output = help;
        inner.Invoke(parseResult);
        configuration.Output = own;
        // The command is the root's name, which is the file name of the running program.
        output.Write(help.ToString().Replace($"\n  {root.Name} ", $"\n  {Command} ", StringComparison.Ordinal).TrimEnd('\n'));
        output.Write('\n');
        if (parseResult.CommandResult.Command == root) output.WriteLine($"\n{Examples}");
    }
}
