using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

public partial class BootstrapHosts
{
    /// <summary>
    /// The hosts. Identity: the cloud provider's stable id. Metadata, each optional: <c>HostName</c> (default: the id),
    /// <c>Role</c>, <c>PublicIP</c>, <c>Tags</c> (separated by semicolons), <c>SshUser</c>, <c>SshPort</c>,
    /// <c>SshHostKey</c> (<c>SHA256:...</c>), <c>SshHostKeySource</c> (<c>document</c>: a hosts document chose the pinned
    /// key, which <c>strict</c> does not accept alone). Their order does not matter.
    /// </summary>
    public ITaskItem[] Hosts { get; set; } = [];

    /// <summary>How many hosts at once, 1 to 1024; empty for <c>maxParallelHosts</c> of the configuration.</summary>
    public string MaxParallelHosts { get; set; } = "";

    /// <summary>Says what a run would change, and changes nothing.</summary>
    public bool CheckOnly { get; set; }

    /// <summary>
    /// A failed host is a warning, so that the build can go on to the hosts that are ready. What fails the run as a
    /// whole, and a cancellation, stay errors.
    /// </summary>
    public bool ContinueOnHostFailure { get; set; }

    /// <summary>
    /// Absolute paths of files that get the report; the extension names the format: <c>.json</c>, <c>.xml</c> (JUnit),
    /// <c>.md</c> or <c>.html</c>. One that cannot be written is an error before any host is touched.
    /// </summary>
    public string[] Reports { get; set; } = [];

    /// <summary>
    /// One item a host, sorted by id (ordinal), also when the task fails. Identity: the host's id. Metadata: those of
    /// the host, and <c>Status</c> (<c>success</c>, <c>failed</c>, <c>skipped</c>), <c>Changed</c>, <c>WouldChange</c>,
    /// <c>CheckOnly</c>, <c>ErrorCode</c>, <c>DiagnosticCode</c>, <c>HelpLink</c>, <c>Message</c>, <c>Fqdn</c>,
    /// <c>DockerVersion</c>, <c>ComposeVersion</c>, <c>Warnings</c> (separated by <c>; </c>, a list where an item includes them).
    /// </summary>
    [Output]
    public ITaskItem[] Results { get; private set; } = [];

    /// <summary>The <see cref="Results"/> with the status <c>success</c>. Always empty in check mode, which makes no host ready.</summary>
    [Output]
    public ITaskItem[] ReadyHosts { get; private set; } = [];
}
