using Microsoft.Build.Framework;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Build.Tasks;

/// <summary>Reports a run as build messages: a line and a diagnostic per finished host; steps and command output at higher verbosity.</summary>
/// <param name="log">Receives the lines.</param>
/// <param name="diagnostics">Receives the errors and warnings.</param>
/// <param name="failuresAreWarnings">Whether a failed host is a warning.</param>
/// <param name="reported">Ids of hosts whose failure InfraUp has already reported in this build.</param>
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

    public void HostReported(HostResult result)
    {
        Ended(result);
        if (result.Status != HostStatus.Failed && result.WouldChange) diagnostics.WouldChange(result);
    }

    // Never called for a host that has failed before, so each host has at most one error.
    public void HostRevised(HostResult result) => Ended(result);

    private void Ended(HostResult result)
    {
        log.Message(MessageImportance.High, $"{result.Name}: {HostSummary.Line(result)}");
        if (result.Status == HostStatus.Failed && !reported.Contains(result.HostId)) diagnostics.HostFailed(result, failuresAreWarnings);
    }
}

/// <summary>Logs one message for each action of the cloud provider.</summary>
/// <param name="log">The log that receives the messages.</param>
/// <param name="mask">Masks secrets, before a line is shortened.</param>
internal sealed class BuildProgress(SafeLog log, Func<string, string> mask) : IProgress<string>
{
    public void Report(string value) => log.Message(MessageImportance.High, SafeText.Line(mask(value)));
}
