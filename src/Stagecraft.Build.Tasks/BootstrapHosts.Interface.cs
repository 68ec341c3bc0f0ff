using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

public partial class BootstrapHosts
{
    /// <summary>The environment that the hosts belong to, such as <c>production</c>, for the report; empty for none.</summary>
    public string EnvironmentName { get; set; } = "";

    /// <summary>
    /// The hosts. Identity: the cloud provider's stable id. Metadata, each optional: <c>HostName</c> (default: the id),
    /// <c>Role</c>, <c>PublicIP</c>, <c>Tags</c> (separated by semicolons), <c>SshUser</c>, <c>SshPort</c>,
    /// <c>SshHostKey</c> (<c>SHA256:...</c>), <c>SshHostKeySource</c> (<c>document</c>: the pinned key comes from a hosts
    /// document, which alone is not enough for <c>strict</c>). Their order does not matter.
    /// </summary>
    public ITaskItem[] Hosts { get; set; } = [];

    /// <summary>The number of hosts to work on in parallel, 1 to 1024; empty for <c>maxParallelHosts</c> in the configuration.</summary>
    public string MaxParallelHosts { get; set; } = "";

    /// <summary>
    /// The size of a batch of hosts, a number or a percentage (<c>25%</c>): a batch starts when the one before it has finished.
    /// Empty for one batch.
    /// </summary>
    public string Serial { get; set; } = "";

    /// <summary>
    /// The number of hosts that may fail, or a percentage of all hosts. If more have failed at the end of a batch, the hosts of
    /// later batches are skipped. Requires <see cref="Serial"/>. Empty for no limit.
    /// </summary>
    public string MaxFail { get; set; } = "";

    /// <summary>Reports what a run would change, and changes nothing.</summary>
    public bool CheckOnly { get; set; }

    /// <summary>
    /// Reports a failed host as a warning, so that the build can continue with the hosts that are ready. Failures of the
    /// whole run and cancellation stay errors.
    /// </summary>
    public bool ContinueOnHostFailure { get; set; }

    /// <summary>
    /// Absolute paths of report files. The extension selects the format: <c>.json</c>, <c>.xml</c> (JUnit),
    /// <c>.md</c> or <c>.html</c>. A file that cannot be written is an error before any host is touched.
    /// </summary>
    public string[] Reports { get; set; } = [];

    /// <summary>
    /// One item per host, sorted by id (ordinal), even if the task fails. Identity: the host's id. Metadata: all of
    /// the host's item, also those that are not ours, and <c>Status</c> (<c>success</c>, <c>failed</c>, <c>skipped</c>), <c>Changed</c>, <c>WouldChange</c>,
    /// <c>CheckOnly</c>, <c>ErrorCode</c>, <c>DiagnosticCode</c>, <c>HelpLink</c>, <c>Message</c>, <c>Fqdn</c>,
    /// <c>NetworkIPv4</c>, <c>NetworkIPv6</c>, <c>NetworkJoin</c>, <c>DockerVersion</c>, <c>ComposeVersion</c>, <c>Warnings</c> (separated by <c>; </c>, a list when used in an item).
    /// </summary>
    [Output]
    public ITaskItem[] Results { get; private set; } = [];

    /// <summary>The <see cref="Results"/> with the status <c>success</c> that have joined the network. Always empty in check mode.</summary>
    [Output]
    public ITaskItem[] ReadyHosts { get; private set; } = [];
}
