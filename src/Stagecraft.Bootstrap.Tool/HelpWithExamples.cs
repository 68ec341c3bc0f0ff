using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The usual help; on the root command followed by examples and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction inner, RootCommand root) : SynchronousCommandLineAction
{
    internal const string Examples = """
        Examples:
          dotnet stagecraft-bootstrap init                         begin with a stagecraft.yml
          dotnet stagecraft-bootstrap                              bootstrap the hosts of stagecraft.yml
          dotnet stagecraft-bootstrap check                        what would a run change?
          dotnet stagecraft-bootstrap plan --environment staging   which hosts would be created?
          dotnet stagecraft-bootstrap --limit web                  only hosts of the role web
          dotnet stagecraft-bootstrap --limit 'app-*' --parallel 4
          terraform output -json | dotnet stagecraft-bootstrap --hosts -
          dotnet stagecraft-bootstrap --output json > report.json
          dotnet stagecraft-bootstrap --report report.html --report junit.xml --log-dir logs
          dotnet stagecraft-bootstrap --shard 1/4 --report 1.json  a quarter of the hosts
          dotnet stagecraft-bootstrap report merge 1.json 2.json 3.json 4.json

        Exit codes:
          0    every host is ready
          1    the command line, the configuration or a hosts document is wrong; nothing was done
          2    the cloud provider failed; no host was touched
          3    another failure of the run as a whole
          10   at least one host failed
          11   check: at least one host would change; plan: at least one would be created
          130  cancelled
        """;

    // Help is for whoever is lost: other mistakes on the command line do not matter then.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exit = inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command == root)
            parseResult.InvocationConfiguration.Output.WriteLine(Examples);
        return exit;
    }
}
