using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Bootstrap.Ssh.Bastions;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Cloud;

/// <summary>The end of infra-up: new hosts accept TCP on their SSH port. One that never does is handed over all the same, for bootstrap to report.</summary>
/// <remarks>Hosts behind a bastion are asked for through it: from here their ports may well look closed for ever.</remarks>
internal sealed class SshWait(Surroundings surroundings, SshOptions ssh, TimeSpan longest, IProgress<string> progress) : IAsyncDisposable
{
    public static readonly TimeSpan DefaultLongest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly IPortProbe? bastion = ssh.ProxyJump.Count > 0 ? surroundings.ProbeThroughBastion(ssh) : null;

    /// <param name="hosts">What applying the plan gave.</param>
    /// <param name="plan">Says which of them are new. Others were there before: one that is dead costs no wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CloudCancelledException">Cancelled; the message says which hosts were made.</exception>
    public async Task ForAsync(IReadOnlyList<Host> hosts, CloudPlan plan, CancellationToken cancellationToken)
    {
        var starting = plan.ToCreate.Concat(plan.Starting).ToHashSet(StringComparer.Ordinal);
        var waiting = hosts.Where(host => starting.Contains(host.Name) && host.PublicIp is not null).ToList();
        if (waiting.Count == 0) return;

        progress.Report($"Waiting until SSH answers on {Names(waiting.Select(host => host.Name))} (at most {longest.TotalSeconds:0} s)");
        try
        {
            await Task.WhenAll(waiting.Select(host => ForAsync(host, cancellationToken)));
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested && plan.ToCreate.Count > 0)
        {
            throw new CloudCancelledException($"Cancelled while new hosts started. Created in this run: {Names(plan.ToCreate)}. Nothing is removed; the next run takes up what exists.", exception, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => bastion?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ForAsync(Host host, CancellationToken cancellationToken)
    {
        try
        {
            await WaitAsync(host, host.SshPort ?? ssh.Port, cancellationToken);
        }
        catch (HostFailureException refusal)
        {
            progress.Report($"{SafeText.Line(host.Name)}: cannot be waited for: {SafeText.Line(refusal.Observed)}");
        }
    }

    private async Task WaitAsync(Host host, int port, CancellationToken cancellationToken)
    {
        var start = surroundings.Time.GetTimestamp();
        while (!await AcceptsAsync(host.PublicIp!, port, cancellationToken))
        {
            if (surroundings.Time.GetElapsedTime(start) >= longest)
            {
                progress.Report($"{SafeText.Line(host.Name)}: nothing accepts connections on port {port} after {longest.TotalSeconds:0} s (cloud.sshTimeout); it is handed over as it is");
                return;
            }

            await Task.Delay(Interval, surroundings.Time, cancellationToken);
        }

        progress.Report($"{SafeText.Line(host.Name)}: accepts connections on port {port}");
    }

    private Task<bool> AcceptsAsync(string address, int port, CancellationToken cancellationToken) =>
        bastion?.AcceptsAsync(address, port, cancellationToken) ?? surroundings.AcceptsTcp(address, port, cancellationToken);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(SafeText.Line));
}
