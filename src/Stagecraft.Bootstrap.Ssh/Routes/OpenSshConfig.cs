using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// OpenSSH's configuration, as <c>ssh -G</c> prints it: with Include, Match and its own rules for the order. It prints defaults
/// too, so a value counts where it differs from what <c>ssh</c> prints without a configuration.
/// </summary>
/// <remarks>https://man.openbsd.org/ssh#G and https://man.openbsd.org/ssh_config</remarks>
internal sealed partial class OpenSshConfig : IDisposable
{
    // A Match line may run a program (exec), and CanonicalizeHostname asks a name server.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // No host has an account of this name: it stands for "no User in the configuration".
    private const string NoUser = "stagecraft-no-user";

    private readonly string program;
    private readonly SshOptions options;
    private readonly LocalPrograms programs;
    private readonly ConcurrentDictionary<(string Name, string? User, int? Port), Lazy<Task<OpenSshHost>>> hosts = new();
    private readonly Lazy<Task<ILookup<string, string>>> defaults;
    private readonly Lazy<Task<string>> wrapper;

    private OpenSshConfig(string program, SshOptions options, LocalPrograms programs)
    {
        (this.program, this.options, this.programs) = (program, options, programs);
        defaults = new(() => RunAsync(["-F", SshOptions.None], "localhost"));
        wrapper = new(WrapAsync);
    }

    /// <summary>Where the values come from, for messages: the configured file, or <c>the SSH configuration</c>.</summary>
    private string Source => options.ConfigFile ?? "the SSH configuration";

    /// <exception cref="ConfigurationException">There is no <c>ssh</c>, or the configured file does not exist.</exception>
    public static OpenSshConfig Create(SshOptions options, LocalPrograms programs)
    {
        if (options.ConfigFile is { } file && !File.Exists(file))
            throw new ConfigurationException($"The SSH configuration '{file}' (ssh.config) does not exist.");
        try
        {
            return new OpenSshConfig(ProgramFile.Find("ssh", AppContext.BaseDirectory, programs.SearchPath), options, programs);
        }
        catch (FileNotFoundException exception)
        {
            throw new ConfigurationException($"The SSH configuration (ssh.config) is read with OpenSSH's ssh, which {exception.Message} Or remove ssh.config.");
        }
    }

    /// <summary>The configuration of one name.</summary>
    /// <param name="name">As a person would write it after <c>ssh</c>.</param>
    /// <param name="user">The user that is set elsewhere, which Match lines may refer to.</param>
    /// <param name="port">The port that is set elsewhere.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HostFailureException"><c>config_invalid</c>: the configuration cannot be read.</exception>
    public async Task<OpenSshHost> OfAsync(string name, string? user, int? port, CancellationToken cancellationToken)
    {
        // Not the caller's token: others may wait for the same name.
        var reading = hosts.GetOrAdd((name, user, port), _ => new(() => ReadAsync(name, user, port)));
        return await reading.Value.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!wrapper.IsValueCreated || !wrapper.Value.IsCompletedSuccessfully) return;
        try
        {
            Directory.Delete(Path.GetDirectoryName(wrapper.Value.Result)!, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A temporary file.
        }
    }

    private async Task<OpenSshHost> ReadAsync(string name, string? user, int? port)
    {
        var usual = await defaults.Value;
        List<string> arguments = ["-F", await wrapper.Value];
        if (port is { } number) arguments.AddRange(["-p", number.ToString(CultureInfo.InvariantCulture)]);
        if (user is not null) arguments.AddRange(["-l", user]);
        var values = await RunAsync(arguments, name);
        return new OpenSshHost(Source)
        {
            HostName = Value("hostname"),
            User = Value("user") is var login && login != NoUser ? login : null,
            Port = int.TryParse(Changed("port"), CultureInfo.InvariantCulture, out var set) ? set : null,
            HostKeyAlias = Expand(Changed("hostkeyalias")),
            IdentityFiles = All("identityfile"),
            CertificateFiles = All("certificatefile") ?? [],
            IdentitiesOnly = Changed("identitiesonly") == "yes",
            IdentityAgent = Agent(Changed("identityagent")),
            ProxyJump = Jumps(Changed("proxyjump")),
            ProxyCommand = Changed("proxycommand"),
            UserKnownHosts = Files("userknownhostsfile"),
            GlobalKnownHosts = Files("globalknownhostsfile"),
            Algorithms = [.. AlgorithmKind.All.Select(Algorithms).OfType<AlgorithmList>()],
            ConnectTimeout = int.TryParse(Changed("connecttimeout"), CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
        };

        string? Value(string key) => values[key].FirstOrDefault();

        string? Changed(string key) => values[key].SequenceEqual(usual[key], StringComparer.Ordinal) ? null : Value(key);

        AlgorithmList? Algorithms(AlgorithmKind kind) =>
            AlgorithmList.FromOpenSsh(kind, usual[kind.Option].FirstOrDefault(""), values[kind.Option].FirstOrDefault(""), $"{kind.Option} in {Source}");

        IReadOnlyList<string>? All(string key) => values[key].SequenceEqual(usual[key], StringComparer.Ordinal)
            ? null
            : [.. values[key].Where(value => value != SshOptions.None).Select(value => Expand(value)!)];

        IReadOnlyList<string>? Files(string key) => Changed(key) is { } text
            ? [.. Paths(text).Where(path => path is not (SshOptions.None or "/dev/null")).Select(path => Expand(path)!)]
            : null;

        string? Expand(string? text) => text is null ? null : new Expansion(this, name, values).Of(text);

        string? Agent(string? text) => text switch
        {
            null or SshOptions.None or SshOptions.EnvironmentAgent => text,
            // The name of a variable.
            ['$', not '{', ..] => programs.Variable(text[1..]) ?? SshOptions.None,
            _ => Expand(text),
        };

        IReadOnlyList<JumpHost>? Jumps(string? text) => text is null or SshOptions.None
            ? (text is null ? null : [])
            : JumpHost.ParseList(PlainAddresses().Replace(text, "${address}")) ?? throw Invalid(name, $"its ProxyJump '{SafeText.Line(text)}' is not valid");
    }

    // The paths are printed with spaces between them and without quotes. Each is absolute, so a space before its beginning separates.
    private static IEnumerable<string> Paths(string text)
    {
        var begin = 0;
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] != ' ' || !Path.IsPathRooted(text[(i + 1)..])) continue;
            yield return text[begin..i].Trim('"');
            begin = i + 1;
        }

        yield return text[begin..].Trim('"');
    }

    // A User after everything else counts only if nothing has set it before: the first value counts. Without it, ssh would print
    // the local user both where the configuration says so and where it says nothing.
    private async Task<string> WrapAsync()
    {
        // ssh itself refuses a file that others can write, but not one that another file includes.
        await RunAsync(options.ConfigFile is { } own ? ["-F", own] : [], "localhost");
        var machine = OperatingSystem.IsWindows() ? "__PROGRAMDATA__/ssh/ssh_config" : "/etc/ssh/ssh_config";
        string[] included = options.ConfigFile is { } file ? [file] : ["~/.ssh/config", machine];
        var path = Path.Combine(Directory.CreateTempSubdirectory("stagecraft-").FullName, "config");
        await File.WriteAllTextAsync(path, string.Concat(included.Select(each => $"Include \"{each.Replace('\\', '/')}\"\n")) + $"User {NoUser}\n");
        return path;
    }

    private async Task<ILookup<string, string>> RunAsync(IEnumerable<string> arguments, string name)
    {
        var start = programs.Start(program, ["-T", "-G", .. arguments, "--", name]);
        using var limit = new CancellationTokenSource(Limit);
        var errors = new LastLines(programs.Mask);
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                process.StandardInput.Close();
                var reading = errors.ReadAsync(process.StandardError, limit.Token);
                var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await reading;
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0 ? Parse(output) : throw Invalid(name, errors.Last(IsReason) is { Length: > 0 } line ? line : $"ssh ended with exit code {process.ExitCode}");
            }
            finally
            {
                process.Stop();
            }
        }
        catch (OperationCanceledException)
        {
            throw Invalid(name, $"ssh -G did not end within {Limit.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            throw Invalid(name, SafeText.Line(exception.Message));
        }
    }

    // After the line with the reason: "config: terminating, 1 bad configuration options".
    private static bool IsReason(string line) => !line.Contains(": terminating, ", StringComparison.Ordinal);

    // ssh prints every address of a jump host in brackets.
    [GeneratedRegex(@"\[(?<address>[^\]:]+)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PlainAddresses();

    private static ILookup<string, string> Parse(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.TrimEnd('\r').Split(' ', 2))
        .Where(words => words.Length == 2)
        .ToLookup(words => words[0], words => words[1], StringComparer.OrdinalIgnoreCase);

    private HostFailureException Invalid(string name, string why) => new(
        ErrorCode.ConfigInvalid,
        $"{(options.ConfigFile is null ? "The SSH configuration" : Source)} cannot be read for '{SafeText.Line(name)}': {why.TrimEnd('.')}.",
        $"Run 'ssh -G {(options.ConfigFile is { } file ? $"-F {file} " : "")}{SafeText.Line(name)}' and correct what it reports, or set ssh.config to false.");

    /// <summary>Replaces what <c>ssh -G</c> prints as it was written: <c>~</c>, tokens and variables.</summary>
    private sealed class Expansion(OpenSshConfig config, string name, ILookup<string, string> values)
    {
        public string Of(string text)
        {
            var home = config.options.HomeDirectory;
            if (text == "~" || text.StartsWith("~/", StringComparison.Ordinal) || text.StartsWith(@"~\", StringComparison.Ordinal)) text = home + text[1..];
            var expanded = new StringBuilder();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '%' && i + 1 < text.Length)
                {
                    expanded.Append(Token(text[++i]));
                }
                else if (text.AsSpan(i).StartsWith("${") && text.IndexOf('}', i) is > 0 and var end)
                {
                    var variable = text[(i + 2)..end];
                    expanded.Append(config.programs.Variable(variable) ?? throw config.Invalid(name, $"the environment variable {SafeText.Line(variable)} is not set"));
                    i = end;
                }
                else
                {
                    expanded.Append(text[i]);
                }
            }

            return expanded.ToString();
        }

        private string Token(char token) => token switch
        {
            '%' => "%",
            'C' => Convert.ToHexStringLower(Sha1(LocalName + Value("hostname") + Value("port") + Value("user") + Value("proxyjump"))),
            'd' => config.options.HomeDirectory,
            'h' => Value("hostname"),
            'j' => Value("proxyjump"),
            'k' => Value("hostkeyalias") is { Length: > 0 } alias ? alias : name,
            'L' => LocalName.Split('.')[0],
            'l' => LocalName,
            'n' => name,
            'p' => Value("port"),
            'r' => Value("user"),
            'u' => Environment.UserName,
            _ => throw config.Invalid(name, $"the token %{token} is not supported"),
        };

        private static string LocalName => System.Net.Dns.GetHostName();

        private string Value(string key) => values[key].FirstOrDefault("");

#pragma warning disable CA5350 // OpenSSH's own definition of %C. It names a file; nothing is protected by it.
        private static byte[] Sha1(string text) => SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }
}

/// <summary>What OpenSSH's configuration says about one name. Null where it says nothing.</summary>
/// <param name="Source">For messages.</param>
internal sealed record OpenSshHost(string Source)
{
    public string? HostName { get; init; }

    public string? User { get; init; }

    public int? Port { get; init; }

    public string? HostKeyAlias { get; init; }

    /// <summary>Absolute paths.</summary>
    public IReadOnlyList<string>? IdentityFiles { get; init; }

    /// <summary>Absolute paths.</summary>
    public IReadOnlyList<string> CertificateFiles { get; init; } = [];

    public bool IdentitiesOnly { get; init; }

    /// <summary>A socket, a named pipe, <c>SSH_AUTH_SOCK</c> or <c>none</c>.</summary>
    public string? IdentityAgent { get; init; }

    public IReadOnlyList<JumpHost>? ProxyJump { get; init; }

    public string? ProxyCommand { get; init; }

    public IReadOnlyList<string>? UserKnownHosts { get; init; }

    public IReadOnlyList<string>? GlobalKnownHosts { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public IReadOnlyList<AlgorithmList> Algorithms { get; init; } = [];
}
