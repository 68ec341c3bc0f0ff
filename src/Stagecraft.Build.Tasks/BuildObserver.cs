using Microsoft.Build.Framework;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Build.Tasks;

/// <summary>A run as build messages, while it goes on: a line and a diagnostic per finished host; steps and answers with more verbosity.</summary>
/// <param name="log">Gets the lines.</param>
/// <param name="diagnostics">Gets the errors.</param>
/// <param name="failuresAreWarnings">A failed host is a warning.</param>
/// <param name="reported">Ids of hosts whose failure InfraUp has reported in this build.</param>
internal sealed class BuildObserver(SafeLog log, BuildDiagnostics diagnostics, bool failuresAreWarnings, IReadOnlySet<string> reported) : IBootstrapObserver
{
    public void StepStarted(Host host, string step) =>
        log.Message(MessageImportance.Low, $"{SafeText.Line(host.Name)}: {step} ...");

    public void HostWaits(Host host, string what) =>
        log.Message(MessageImportance.Normal, $"{SafeText.Line(host.Name)}: {SafeText.Line(what)}");

    public void Log(Host host, string text)
    {
        var name = SafeText.Line(host.Name);
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
            log.Message(MessageImportance.Low, $"{name} | {SafeText.Line(line)}");
    }

    public void HostFinished(HostResult result)
    {
        Ended(result);
        if (result.Status != HostStatus.Failed && result.WouldChange) diagnostics.WouldChange(result);
    }

    // Never of a host that had failed by itself: each has at most one error.
    public void HostJudged(HostResult result) => Ended(result);

    private void Ended(HostResult result)
    {
        log.Message(MessageImportance.High, $"{result.Name}: {HostSummary.Line(result)}");
        if (result.Status == HostStatus.Failed && !reported.Contains(result.HostId)) diagnostics.HostFailed(result, failuresAreWarnings);
    }
}
