using System.Reflection;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Shell;

/// <summary>
/// A directory that stands for a host. The real shell runs scripts in it, with scripted commands on their path
/// and the host's directories moved below it. Nothing on this machine is read or changed.
/// </summary>
internal sealed partial class ShellSandbox : IDisposable
{
    // The tools of any Ubuntu. Commands that a test answers are scripted, and everything else is missing.
    private static readonly string[] Tools =
        ["awk", "cat", "chmod", "cmp", "cut", "env", "grep", "head", "install", "mkdir", "mv", "rm", "sed", "sh", "tail", "timeout", "tr", "wc"];

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> replies = new(StringComparer.Ordinal);

    public ShellSandbox()
    {
        Directory.CreateDirectory(Path("bin"));
        foreach (var tool in Tools) WithTool(tool);
        On("sleep");
    }

    /// <summary>Every scripted command that ran, with its arguments, in order.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Path("calls")) ? File.ReadAllLines(Path("calls")) : [];

    /// <summary>The output of the last script, with the markers of the protocol.</summary>
    public string Output { get; private set; } = "";

    public IReadOnlyList<string> CallsOf(string command) =>
        [.. Calls.Where(call => call == command || call.StartsWith(command + " ", StringComparison.Ordinal))];

    /// <summary>The path on this machine of a path on the host, for example <c>/etc/apt/sources.list</c>.</summary>
    public string Path(string path) => System.IO.Path.Combine(folder.Root, path.TrimStart('/'));

    public ShellSandbox Put(string path, string text = "")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(path))!);
        // A link is replaced and never followed, because its target is this machine's own tool.
        File.Delete(Path(path));
        File.WriteAllText(Path(path), text);
        return this;
    }

    /// <summary>A program of this machine, unchanged.</summary>
    public ShellSandbox WithTool(string tool)
    {
        var target = new[] { "/usr/bin", "/bin" }.Select(directory => $"{directory}/{tool}").FirstOrDefault(File.Exists);
        if (target is null) Assert.Inconclusive($"There is no {tool} here.");
        File.CreateSymbolicLink(Path($"bin/{tool}"), target);
        return this;
    }

    public ShellSandbox WithEnvironment(string name, string value)
    {
        environment[name] = value;
        return this;
    }

    /// <summary>Adds a reply to a command's queue. The last one stays.</summary>
    public ShellSandbox On(string command, string output = "", int exit = 0, string error = "", string also = ":")
    {
        var number = replies[command] = replies.GetValueOrDefault(command) + 1;
        var directory = $"replies/{command}";
        Put($"{directory}/{number}.out", output);
        Put($"{directory}/{number}.err", error);
        Put($"{directory}/{number}.sh", also);
        Put($"{directory}/{number}.exit", exit.ToString());
        Program(command, $"""
            d='{Path(directory)}'
            printf '%s\n' "{command}${"{*:+ $*}"}" >>'{Path("calls")}'
            n=$(($(cat "$d/count" 2>/dev/null || echo 0) + 1))
            echo "$n" >"$d/count"
            [ -e "$d/$n.out" ] || n={number}
            cat "$d/$n.out"
            cat "$d/$n.err" >&2
            . "$d/$n.sh"
            exit "$(cat "$d/$n.exit")"
            """);
        return this;
    }

    /// <summary>A journal with the entries since its cursor, one per line. A query without a cursor gets old lines.</summary>
    public ShellSandbox Journal(params ReadOnlySpan<string> lines)
    {
        Put("journal", string.Concat(lines.ToArray().Select(line => $"1795738370.057614 {line}\n")));
        return Program("journalctl", $"""
            printf '%s\n' "journalctl $*" >>'{Path("calls")}'
            case " $* " in
                *' --sync '*) ;;
                *' --show-cursor '*) echo '-- cursor: s=1;i=2' ;;
                *' --after-cursor=s=1;i=2 '*) cat '{Path("journal")}' ;;
                *) echo '1.1 dockerd[1]: of another start: failed' ;;
            esac
            """);
    }

    /// <summary>A service manager that runs the command immediately, and writes its output where the unit's properties say.</summary>
    public ShellSandbox WithSystemd() => Program("systemd-run", $"""
        printf '%s\n' "systemd-run $*" >>'{Path("calls")}'
        echo 'Running as unit: stagecraft-apt-1.service' >&2
        while :; do
            case $1 in
                --property=StandardOutput=append:*) log=${"{1#*append:}"} ;;
                --*) ;;
                *) break ;;
            esac
            shift
        done
        "$@" >>"$log" 2>&1
        status=$?
        if [ "$status" = 0 ]; then echo 'Finished with result: success' >&2; else echo 'Finished with result: exit-code' >&2; fi
        echo "Main processes terminated with: code=exited/status=$status" >&2
        exit "$status"
        """);

    /// <summary>A command that is a separate shell script.</summary>
    public ShellSandbox Program(string path, string body)
    {
        var file = path.Contains('/', StringComparison.Ordinal) ? path : "bin/" + path;
        ShellCommand.WriteProgram(() => Put(file, "#!/bin/sh\n" + body + "\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path(file), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Runs an embedded script of the core the way a host does.</summary>
    public Task<ScriptAnswer> RunAsync(string script, IReadOnlyList<string> arguments, params ReadOnlySpan<string> libraries) =>
        RunAsync(RemoteScript.Load(typeof(DockerStep).Assembly, script, [.. libraries.ToArray().Select(Library)]).With(arguments));

    /// <summary>Runs lines that call the functions of a library.</summary>
    public Task<ScriptAnswer> CallAsync(string library, string lines)
    {
        var script = RemoteScript.Load(Assembly.GetExecutingAssembly(), "nothing", lines, Library(library));
        return RunAsync(script);
    }

    public void Dispose()
    {
        try
        {
            folder.Dispose();
        }
        catch (IOException)
        {
            // Remaining files in the temporary directory do not fail a test.
        }
    }

    private static string Library(string name) => RemoteScript.Read(typeof(DockerStep).Assembly, name);

    private async Task<ScriptAnswer> RunAsync(RemoteScript script)
    {
        var input = ScriptProtocol.Compose([script], elevate: false, TimeSpan.FromSeconds(30)).Input;
        input = HostPath().Replace(input, match => folder.Root + match.Value);
        input = SearchPath().Replace(input, $"PATH={Path("bin")}:{Path("snap/bin")}");

        var result = await ShellCommand.ShAsync(input, environment);
        Output = result.Output;
        var answers = ScriptProtocol.Parse(result);
        Assert.HasCount(1, answers, result.Output + result.Error);
        return answers[0];
    }

    [GeneratedRegex(@"(?<=[ <=#])/(etc|proc|run|sbin|snap|sys|lib64|lib/ld-linux-aarch64|var/lib|usr/lib/apt|usr/bin/podman)\b", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex HostPath();

    [GeneratedRegex(@"^PATH=.*$", RegexOptions.Multiline, Eventually.LimitMilliseconds)]
    private static partial Regex SearchPath();
}
