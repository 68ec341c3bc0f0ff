using Microsoft.Build.Framework;
using Stagecraft.Bootstrap;
using Task = Microsoft.Build.Utilities.Task;

namespace Stagecraft.Build.Tasks;

/// <summary>
/// Fails unless every host was bootstrapped successfully in this build. This is a task because MSBuild item expressions ignore
/// case, and two host ids may differ only in case.
/// </summary>
public sealed partial class VerifyBootstrappedHosts : Task
{
    public override bool Execute()
    {
        var diagnostics = new BuildDiagnostics(new SafeLog(Log, text => text), origin: "");
        if (Hosts.Length == 0) diagnostics.NoHosts();
        else if (Results.Length == 0 && Left.Length == 0) diagnostics.NotBootstrapped();
        else Verify(diagnostics);
        return !Log.HasLoggedErrors;
    }

    private void Verify(BuildDiagnostics diagnostics)
    {
        var results = Results.ToLookup(result => result.ItemSpec, StringComparer.Ordinal);
        var left = Left.Select(result => result.ItemSpec).ToHashSet(StringComparer.Ordinal);
        foreach (var id in Hosts.Select(host => host.ItemSpec).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!results.Contains(id) && left.Contains(id)) diagnostics.HostNotReady(id, "was taken out of the network in this build.");
            else if (!results.Contains(id)) diagnostics.HostNotReady(id, "was not bootstrapped in this build. It may have been added after Bootstrap ran.");
            else if (results[id].FirstOrDefault(result => !ResultItem.IsReady(result)) is { } result) diagnostics.HostNotReady(id, Reason(result));
        }
    }

    private static string Reason(ITaskItem result) => result.GetMetadata(KnownNames.Result.CheckOnly) == "true"
        ? "was only checked, not bootstrapped."
        : result.GetMetadata(KnownNames.Result.Status) == ResultItem.Success && ResultItem.SkipsJoin(result)
        ? "was prepared without joining the network, so it does not accept deployments. Set join to true, then run Bootstrap again."
        : $"is not ready ({SafeText.Line(result.GetMetadata(KnownNames.Result.Status))} {SafeText.Line(result.GetMetadata(KnownNames.Result.ErrorCode))}). {SafeText.Line(result.GetMetadata(KnownNames.Result.Message))}";
}
