namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>A host whose bootstrap was interrupted, in any state.</summary>
internal static class KilledHost
{
    /// <summary>Runs the tool on it again: a run that must succeed, and a check that must find nothing.</summary>
    /// <returns>Why the host needs manual work. Null if it does not.</returns>
    public static async Task<string?> FinishAsync(int host)
    {
        string[] options = ["--output", "json", "--limit", $"lab-{host:00}"];
        var again = Report.Of(await Lab.ToolAsync(options));
        if (again.Status(host) != "success") return $"the next run says: {again.Error(host)} {again.Message(host)}";

        var check = Report.Of(await Lab.ToolAsync(["check", .. options]));
        if (check.Status(host) != "success") return $"a check after it says: {check.Error(host)} {check.Message(host)}";
        if (check.Pending(host) is { Length: > 0 } pending) return $"a check after it would change: {pending}";

        var audit = await Lab.OnHostAsync(host, "dpkg --audit");
        return audit.Length == 0 ? null : $"dpkg --audit says: {audit}";
    }
}
