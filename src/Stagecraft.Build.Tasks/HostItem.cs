using System.Globalization;
using Microsoft.Build.Framework;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Build.Tasks;

/// <summary>Converts hosts to items of <c>@(StagecraftHost)</c> and back.</summary>
internal static class HostItem
{
    private const char TagSeparator = ';';

    /// <summary>Reads all hosts, with the rules of <c>stagecraft.yml</c>: items come from the author of the build.</summary>
    /// <param name="items">The items.</param>
    /// <param name="environment">The source of secrets, which receives those that are read.</param>
    /// <returns>The hosts, and warnings about their settings.</returns>
    /// <exception cref="ConfigurationException">Metadata is invalid. Each mistake is a separate error.</exception>
    public static (IReadOnlyList<Host> Hosts, IReadOnlyList<string> Warnings) Read(IReadOnlyList<ITaskItem> items, ConfigurationEnvironment environment)
    {
        var context = new SettingsContext
        {
            Environment = environment.Environment,
            ResolvePath = path => environment.ResolvePath(path, environment.CurrentDirectory),
            Secrets = environment.Secrets,
        };
        var hosts = items.Select(item => Read(item, context)).ToList();
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
    ];

    private static string? Printable(string? text) => text is null ? null : SafeText.WholeLine(text);

    private static Host Read(ITaskItem item, SettingsContext context)
    {
        var place = new SourceLocation(item.GetMetadata("DefiningProjectFullPath"), 0, 0);
        List<SettingsEntry> entries = [Entry("id", item.ItemSpec)];
        AddText("name", KnownNames.Host.Name);
        AddText("role", KnownNames.Host.Role);
        AddText("publicIp", KnownNames.Host.PublicIp);
        AddText("sshUser", KnownNames.Host.SshUser);
        AddText("sshPort", KnownNames.Host.SshPort);
        AddText("sshHostKey", KnownNames.Host.SshHostKey);
        AddText("sshPrivateKeyPath", KnownNames.Host.SshPrivateKeyPath);
        AddText("sshCertificatePath", KnownNames.Host.SshCertificatePath);
        AddText("sshPassphraseEnv", KnownNames.Host.SshPassphraseEnv);
        AddText("sshIdentityAgent", KnownNames.Host.SshIdentityAgent);
        AddText("sshKnownHostsFile", KnownNames.Host.SshKnownHostsFile);
        AddText("sshProxyJump", KnownNames.Host.SshProxyJump);
        AddText("sshProxyCommand", KnownNames.Host.SshProxyCommand);
        AddText("sshSudoPasswordEnv", KnownNames.Host.SshSudoPasswordEnv);
        AddText("sshSudoPasswordFile", KnownNames.Host.SshSudoPasswordFile);
        AddText("problem", KnownNames.Host.Problem);
        AddText("remedy", KnownNames.Host.ProblemRemedy);
        var tags = new SettingsSequence([.. Tags(item).Select(tag => new SettingsScalar(tag, place))], place);
        entries.Add(new SettingsEntry("tags", tags, place));
        var host = HostReader.Read(new SettingsMapping(entries, place), $"@({KnownNames.Items.Host}) {SafeText.Line(item.ItemSpec)}", key: null, context);
        // A known code can only come from InfraUp or from the author of the build, who is trusted like the configuration.
        if (host.Problem is { } problem && ErrorCode.All.FirstOrDefault(code => code.Id == item.GetMetadata(KnownNames.Host.ProblemCode)) is { } known)
            host = host with { Problem = problem with { Code = known } };
        return host with { PinIsFromDocument = host.SshHostKey is not null && item.GetMetadata(KnownNames.Host.SshHostKeySource) == KnownNames.Host.FromDocument };

        SettingsEntry Entry(string key, string value) => new(key, new SettingsScalar(value, place), place);

        void AddText(string key, string metadata) => entries.Add(Entry(key, item.GetMetadata(metadata)));
    }

    private static string[] Tags(ITaskItem item) =>
        item.GetMetadata(KnownNames.Host.Tags).Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
