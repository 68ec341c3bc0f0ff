using Stagecraft.Application;
using Stagecraft.Bootstrap;

namespace Stagecraft.Build.Tasks;

/// <summary>The names shared by the tasks, <c>Stagecraft.targets</c>, the documentation and the tests.</summary>
internal static class KnownNames
{
    private const string HelpPage = "https://github.com/stagecraft-build/stagecraft/blob/main/docs/msbuild.md";

    internal static class Items
    {
        public const string Host = "StagecraftHost";
        public const string Result = "BootstrapResult";
    }

    internal static class Properties
    {
        public const string LeaveLimit = "StagecraftLeaveLimit";
        public const string Exclude = "StagecraftExclude";
        public const string Serial = "StagecraftSerial";
        public const string MaxFail = "StagecraftMaxFail";

        public static RequestNames Request { get; } = new() { Limit = LeaveLimit, Exclude = Exclude, Serial = Serial, MaxFail = MaxFail };
    }

    /// <summary>Metadata of <c>@(StagecraftHost)</c> and of results.</summary>
    internal static class Host
    {
        public const string Name = "HostName";
        public const string Role = "Role";
        public const string PublicIp = "PublicIP";
        public const string Tags = "Tags";
        public const string SshUser = "SshUser";
        public const string SshPort = "SshPort";
        public const string SshHostKey = "SshHostKey";
        public const string SshPrivateKeyPath = "SshPrivateKeyPath";
        public const string SshCertificatePath = "SshCertificatePath";
        public const string SshPassphraseEnv = "SshPassphraseEnv";
        public const string SshIdentityAgent = "SshIdentityAgent";
        public const string SshKnownHostsFile = "SshKnownHostsFile";
        public const string SshProxyJump = "SshProxyJump";
        public const string SshProxyCommand = "SshProxyCommand";
        public const string SshSudoPasswordEnv = "SshSudoPasswordEnv";
        public const string SshSudoPasswordFile = "SshSudoPasswordFile";

        /// <summary><see cref="FromDocument"/> on items that <c>InfraUp</c> created from a hosts document with a pinned key.</summary>
        public const string SshHostKeySource = "SshHostKeySource";

        public const string FromDocument = "document";

        /// <summary>On items that <c>InfraUp</c> created: why the host cannot be bootstrapped, the fix, and the code. <c>InfraUp</c> has already reported the problem.</summary>
        public const string Problem = "Problem";
        public const string ProblemRemedy = "ProblemRemedy";
        public const string ProblemCode = "ProblemCode";

        /// <summary>On items that <c>InfraUp</c> created from a host in a configuration: <c>FILE(LINE,COLUMN)</c>. Errors of the host point there.</summary>
        public const string Location = "HostLocation";

        /// <summary>All of them.</summary>
        public static readonly IReadOnlyList<string> All =
        [
            Name, Role, PublicIp, Tags, SshUser, SshPort, SshHostKey,
            SshPrivateKeyPath, SshCertificatePath, SshPassphraseEnv, SshIdentityAgent, SshKnownHostsFile, SshProxyJump, SshProxyCommand,
            SshSudoPasswordEnv, SshSudoPasswordFile, SshHostKeySource, Problem, ProblemRemedy, ProblemCode, Location,
        ];
    }

    /// <summary>Metadata of <c>@(BootstrapResult)</c> only.</summary>
    internal static class Result
    {
        public const string Status = "Status";
        public const string Changed = "Changed";
        public const string WouldChange = "WouldChange";
        public const string CheckOnly = "CheckOnly";
        public const string ErrorCode = "ErrorCode";
        public const string DiagnosticCode = "DiagnosticCode";
        public const string HelpLink = "HelpLink";
        public const string Message = "Message";
        public const string Fqdn = "Fqdn";
        public const string NetworkIPv4 = "NetworkIPv4";
        public const string NetworkIPv6 = "NetworkIPv6";
        public const string NetworkJoin = "NetworkJoin";
        public const string DockerVersion = "DockerVersion";
        public const string ComposeVersion = "ComposeVersion";
        public const string Warnings = "Warnings";

        /// <summary>All of them.</summary>
        public static readonly IReadOnlyList<string> All =
        [
            Status, Changed, WouldChange, CheckOnly, ErrorCode, DiagnosticCode, HelpLink, Message,
            Fqdn, NetworkIPv4, NetworkIPv6, NetworkJoin, DockerVersion, ComposeVersion, Warnings,
        ];
    }

    /// <summary>Diagnostics of a whole build. Failures of a host are in <see cref="ErrorCode"/>.</summary>
    internal static class Codes
    {
        public const string CloudFailed = "SCB2001";
        public const string NoHosts = "SCB2002";
        public const string NotBootstrapped = "SCB2003";
        public const string HostNotReady = "SCB2004";
        public const string WouldChange = "SCB2005";
        public const string RunWarning = "SCB2006";

        /// <summary>Reported by <c>Stagecraft.targets</c> itself, because no task is available to report it.</summary>
        public const string TasksMissing = "SCB2007";

        public const string ReportNotWritten = "SCB2008";
        public const string HostWarning = "SCB2009";
        public const string UnknownMetadata = "SCB2010";

        public static string HelpLink(string code) => $"{HelpPage}#{code.ToLowerInvariant()}";
    }
}
