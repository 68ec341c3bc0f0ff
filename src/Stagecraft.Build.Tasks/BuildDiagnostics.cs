using Microsoft.Build.Framework;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Build.Tasks;

/// <summary>One method per diagnostic: code, help link and location.</summary>
/// <param name="log">The log that receives the diagnostics.</param>
/// <param name="origin">The file that is shown for a diagnostic without a location.</param>
internal sealed class BuildDiagnostics(SafeLog log, string origin)
{
    private const int MaxNames = 10;

    // By the id of a result, which is printable.
    private readonly Dictionary<string, SourceLocation> locations = new(StringComparer.Ordinal);

    /// <summary>Diagnostics of these hosts point to the place where the host is defined, if it is known.</summary>
    public void Locate(IEnumerable<Host> hosts)
    {
        foreach (var host in hosts)
        {
            if (host.Location is { } location) locations[SafeText.Line(host.Id)] = location;
        }
    }

    public void Configuration(ConfigurationException exception)
    {
        foreach (var error in exception.Errors)
        {
            var place = error.Location is { File.Length: > 0 } location ? location : new SourceLocation(origin, 0, 0);
            Error(ErrorCode.ConfigInvalid.DiagnosticId, ErrorCode.ConfigInvalid.HelpLink, error.Message, place);
        }
    }

    public void Cloud(CloudException exception) => Error(KnownNames.Codes.CloudFailed, exception.Message);

    public void HostFailed(HostResult result, bool asWarning)
    {
        var code = result.ErrorCode ?? ErrorCode.InternalError;
        if (asWarning) Warning(code.DiagnosticId, code.HelpLink, result.Message, PlaceOf(result.HostId));
        else Error(code.DiagnosticId, code.HelpLink, result.Message, PlaceOf(result.HostId));
    }

    /// <summary>A problem with a host that is known before a connection.</summary>
    public void HostProblem(Host host, bool asWarning)
    {
        var problem = host.Problem!;
        var message = SafeText.WholeLine($"{host.Name}: {problem}");
        if (asWarning) Warning(problem.Code.DiagnosticId, problem.Code.HelpLink, message, host.Location);
        else Error(problem.Code.DiagnosticId, problem.Code.HelpLink, message, host.Location);
    }

    public void Cancelled(string message) => Error(ErrorCode.Cancelled.DiagnosticId, ErrorCode.Cancelled.HelpLink, message);

    public void Stopped(string message) => Error(ErrorCode.RunStopped.DiagnosticId, ErrorCode.RunStopped.HelpLink, message);

    public void WouldChange(HostResult result) => Warning(
        KnownNames.Codes.WouldChange,
        KnownNames.Codes.HelpLink(KnownNames.Codes.WouldChange),
        $"{result.Name}: a run would change {HostSummary.Changes(result)}",
        PlaceOf(result.HostId));

    /// <summary>A note about the run itself, for example that host keys are not checked.</summary>
    public void RunWarning(string message) =>
        Warning(KnownNames.Codes.RunWarning, KnownNames.Codes.HelpLink(KnownNames.Codes.RunWarning), message);

    /// <summary>A warning about a host that may be ready.</summary>
    public void HostWarning(HostResult result, string warning) => Warning(
        KnownNames.Codes.HostWarning,
        KnownNames.Codes.HelpLink(KnownNames.Codes.HostWarning),
        $"{HostSummary.Label(result)}: {warning}",
        PlaceOf(result.HostId));

    /// <summary>Metadata that looks like a misspelled name of ours, and is ignored.</summary>
    public void UnknownMetadata(string name, string suggestion, IReadOnlyList<ITaskItem> items) => Warning(
        KnownNames.Codes.UnknownMetadata,
        KnownNames.Codes.HelpLink(KnownNames.Codes.UnknownMetadata),
        $"The metadata '{SafeText.Line(name)}' of {NameSummary.Of(items.Select(item => SafeText.Line(item.ItemSpec)), items.Count, MaxNames)} is not used, because Stagecraft does not know it.{suggestion}",
        new SourceLocation(items[0].GetMetadata("DefiningProjectFullPath"), 0, 0));

    public void ReportNotWritten(string message) => Error(KnownNames.Codes.ReportNotWritten, message);

    public void NoHosts() => Error(
        KnownNames.Codes.NoHosts,
        $"There are no hosts in @({KnownNames.Items.Host}), because Bootstrap did not run before this target. Build with '-t:Bootstrap;Deploy', with the name of your target.");

    public void NotBootstrapped() => Error(
        KnownNames.Codes.NotBootstrapped,
        "No host was bootstrapped in this build. Build with '-t:Bootstrap;Deploy', with the name of your target. Results of earlier builds do not count.");

    public void HostNotReady(string host, string why) => Error(KnownNames.Codes.HostNotReady, $"{SafeText.Line(host)}: {SafeText.Line(why)}");

    public void Unexpected(Exception exception)
    {
        Error(
            ErrorCode.InternalError.DiagnosticId,
            ErrorCode.InternalError.HelpLink,
            $"Unexpected {exception.GetType().Name}: {SafeText.Line(exception.Message)} This is a bug in Stagecraft. Please report it.");
        log.Message(MessageImportance.Low, exception.StackTrace ?? "");
    }

    private void Error(string code, string message) => Error(code, KnownNames.Codes.HelpLink(code), message);

    private void Error(string code, string helpLink, string message, SourceLocation? place = null) =>
        log.Error(code, helpLink, place ?? new SourceLocation(origin, 0, 0), message);

    private void Warning(string code, string helpLink, string message, SourceLocation? place = null) =>
        log.Warning(code, helpLink, place ?? new SourceLocation(origin, 0, 0), message);

    private SourceLocation? PlaceOf(string hostId) => locations.TryGetValue(hostId, out var place) ? place : null;
}
