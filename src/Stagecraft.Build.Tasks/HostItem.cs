using System.Globalization;
using Microsoft.Build.Framework;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Build.Tasks;

/// <summary>Converts hosts to items of <c>@(StagecraftHost)</c> and back.</summary>
internal static class HostItem
{
    private const char TagSeparator = ';';

    /// <summary>The metadata with a text, by the key of the same setting in <c>stagecraft.yml</c>.</summary>
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["name"] = KnownNames.Host.Name,
        ["role"] = KnownNames.Host.Role,
        ["publicIp"] = KnownNames.Host.PublicIp,
        ["sshUser"] = KnownNames.Host.SshUser,
        ["sshPort"] = KnownNames.Host.SshPort,
        ["sshHostKey"] = KnownNames.Host.SshHostKey,
        ["sshPrivateKeyPath"] = KnownNames.Host.SshPrivateKeyPath,
        ["sshCertificatePath"] = KnownNames.Host.SshCertificatePath,
        ["sshPassphraseEnv"] = KnownNames.Host.SshPassphraseEnv,
        ["sshIdentityAgent"] = KnownNames.Host.SshIdentityAgent,
        ["sshKnownHostsFile"] = KnownNames.Host.SshKnownHostsFile,
        ["sshProxyJump"] = KnownNames.Host.SshProxyJump,
        ["sshProxyCommand"] = KnownNames.Host.SshProxyCommand,
        ["sshSudoPasswordEnv"] = KnownNames.Host.SshSudoPasswordEnv,
        ["sshSudoPasswordFile"] = KnownNames.Host.SshSudoPasswordFile,
        ["problem"] = KnownNames.Host.Problem,
        ["remedy"] = KnownNames.Host.ProblemRemedy,
    };

    /// <summary>Reads all hosts, with the rules of <c>stagecraft.yml</c>: items come from the author of the build.</summary>
    /// <param name="items">The items.</param>
    /// <param name="environment">The source of secrets, which receives those that are read.</param>
    /// <returns>The hosts, and warnings about their settings.</returns>
    /// <exception cref="ConfigurationException">Metadata is invalid. Each mistake is a separate error.</exception>
    public static (IReadOnlyList<Host> Hosts, IReadOnlyList<string> Warnings) Read(IReadOnlyList<ITaskItem> items, ConfigurationEnvironment environment)
    {
        var context = new SettingsContext
        {
            KeyName = key => Keys.GetValueOrDefault(key, key),
            NameOf = (path, key) => $"{path}: {key}",
            Environment = environment.Environment,
            ResolvePath = path => environment.ResolvePath(path, environment.CurrentDirectory),
            Secrets = environment.Secrets,
        };
        var hosts = items.Select(item => Read(item, context)).ToList();
        foreach (var twice in hosts.GroupBy(host => host.Id, StringComparer.Ordinal).Where(group => group.Key.Length > 0 && group.Skip(1).Any()))
            context.Report($"Host id '{SafeText.Line(twice.Key)}' occurs more than once. Ids must be unique.", twice.Last().Location);
        context.ThrowIfAny();
        return (hosts, context.Warnings);
    }

    /// <summary>The unvalidated values of an item, for the result of a host that was not attempted.</summary>
    public static Host Sketch(ITaskItem item) => new()
    {
        Id = item.ItemSpec,
        Role = item.GetMetadata(KnownNames.Host.Role),
        PublicIp = item.GetMetadata(KnownNames.Host.PublicIp),
        Tags = Tags(item),
    };

    public static ITaskItem Create(Host host) => LiteralItem.Create(host.Id, Metadata(host));

    public static (string Name, string? Value)[] Metadata(Host host) =>
    [
        (KnownNames.Host.Name, host.Name),
        // MSBuild prints items without our masking. Ids, names and addresses are printable; documents with others are rejected.
        (KnownNames.Host.Role, Printable(host.Role)),
        (KnownNames.Host.PublicIp, host.PublicIp),
        (KnownNames.Host.Tags, Printable(string.Join(TagSeparator, host.Tags))),
        (KnownNames.Host.SshUser, Printable(host.SshUser)),
        (KnownNames.Host.SshPort, host.SshPort?.ToString(CultureInfo.InvariantCulture)),
        (KnownNames.Host.SshHostKey, host.SshHostKey),
        (KnownNames.Host.SshPrivateKeyPath, host.Ssh?.PrivateKeyPath),
        (KnownNames.Host.SshCertificatePath, host.Ssh?.CertificatePath),
        (KnownNames.Host.SshPassphraseEnv, host.Ssh?.PassphraseVariable),
        (KnownNames.Host.SshIdentityAgent, host.Ssh?.IdentityAgent),
        (KnownNames.Host.SshKnownHostsFile, host.Ssh?.KnownHostsFile),
        (KnownNames.Host.SshProxyJump, host.Ssh?.ProxyJump),
        (KnownNames.Host.SshProxyCommand, host.Ssh?.ProxyCommand),
        (KnownNames.Host.SshSudoPasswordEnv, host.SudoPasswordVariable),
        (KnownNames.Host.SshSudoPasswordFile, host.SudoPasswordFile),
        (KnownNames.Host.Problem, Printable(host.Problem?.Observed)),
        (KnownNames.Host.ProblemRemedy, Printable(host.Problem?.Remedy)),
        (KnownNames.Host.ProblemCode, host.Problem?.Code.Id),
        (KnownNames.Host.SshHostKeySource, host.PinIsFromDocument ? KnownNames.Host.FromDocument : null),
        (KnownNames.Host.Location, Location(host)),
    ];

    /// <summary>The metadata of the item that the author of the build added. Values are as MSBuild holds them, with escapes.</summary>
    public static IEnumerable<(string Name, string Value)> OwnMetadata(ITaskItem item) =>
        ((ITaskItem2)item).CloneCustomMetadataEscaped().Keys.Cast<string>()
            .Where(name => !IsKnown(name))
            .Order(StringComparer.Ordinal)
            .Select(name => (name, ((ITaskItem2)item).GetMetadataValueEscaped(name)));

    /// <summary>Metadata that looks like a misspelled name of ours: the name, the suggestion as a sentence, and the items.</summary>
    public static IEnumerable<(string Name, string Suggestion, IReadOnlyList<ITaskItem> Items)> Misspelled(IEnumerable<ITaskItem> items) => items
        .SelectMany(item => OwnMetadata(item).Select(own => (own.Name, Item: item)))
        .GroupBy(own => own.Name, own => own.Item, StringComparer.Ordinal)
        .Select(group => (Name: group.Key, Suggestion: Suggestion.For(group.Key, KnownNames.Host.All), Items: (IReadOnlyList<ITaskItem>)[.. group]))
        .Where(found => found.Suggestion.Length > 0);

    // MSBuild ignores the case of names.
    private static bool IsKnown(string name) =>
        KnownNames.Host.All.Contains(name, StringComparer.OrdinalIgnoreCase) || KnownNames.Result.All.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string? Printable(string? text) => text is null ? null : SafeText.WholeLine(text);

    private static Host Read(ITaskItem item, SettingsContext context)
    {
        var location = Location(item);
        var place = location ?? new SourceLocation(item.GetMetadata("DefiningProjectFullPath"), 0, 0);
        List<SettingsEntry> entries = [Entry("id", item.ItemSpec)];
        foreach (var (key, metadata) in Keys) entries.Add(Entry(key, item.GetMetadata(metadata)));
        var tags = new SettingsSequence([.. Tags(item).Select(tag => new SettingsScalar(tag, place))], place);
        entries.Add(new SettingsEntry("tags", tags, place));
        var host = HostReader.Read(new SettingsMapping(entries, place), $"Host '{SafeText.Line(item.ItemSpec)}'", key: null, context);
        // A known code can only come from InfraUp or from the author of the build, who is trusted like the configuration.
        if (host.Problem is { } problem && ErrorCode.All.FirstOrDefault(code => code.Id == item.GetMetadata(KnownNames.Host.ProblemCode)) is { } known)
            host = host with { Problem = problem with { Code = known } };
        return host with
        {
            PinIsFromDocument = host.SshHostKey is not null && item.GetMetadata(KnownNames.Host.SshHostKeySource) == KnownNames.Host.FromDocument,
            // Not the defining project, which is Stagecraft.targets for the items of a task.
            Location = location,
        };

        SettingsEntry Entry(string key, string value) => new(key, new SettingsScalar(value, place), place);
    }

    // FILE(LINE,COLUMN), as MSBuild writes places.
    private static SourceLocation? Location(ITaskItem item)
    {
        var text = item.GetMetadata(KnownNames.Host.Location);
        var open = text.LastIndexOf('(');
        return open > 0 && text.EndsWith(')') && text[(open + 1)..^1].Split(',') is [var line, var column]
            && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var lineNumber)
            && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var columnNumber)
            ? new SourceLocation(text[..open], lineNumber, columnNumber)
            : null;
    }

    // Only files: a hosts document may come from a program.
    private static string? Location(Host host) =>
        host.Location is { } place && Path.IsPathRooted(place.File) && SafeText.WholeLine(place.File) == place.File ? string.Create(CultureInfo.InvariantCulture, $"{place.File}({place.Line},{place.Column})") : null;

    private static string[] Tags(ITaskItem item) =>
        item.GetMetadata(KnownNames.Host.Tags).Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
