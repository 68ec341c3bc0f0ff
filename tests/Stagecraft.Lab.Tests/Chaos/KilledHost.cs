namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>A host whose bootstrap was cut off, in whatever state that left it.</summary>
internal static class KilledHost
{
    /// <summary>Runs the tool on it again: a run, which has to succeed, and a check, which has to find nothing.</summary>
    /// <returns>Why the host needs a person; null where it does not.</returns>
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
