namespace Stagecraft.Bootstrap.Tool;

/// <summary>The tool's exit codes. They are a contract, because scripts and pipelines depend on them.</summary>
internal static class ExitCode
{
    public const int Ready = 0;

    /// <summary>The command line, the configuration or a hosts document is wrong.</summary>
    public const int Configuration = 1;

    public const int CloudProvider = 2;

    /// <summary>The run failed for any other reason.</summary>
    public const int Failure = 3;

    public const int HostFailed = 10;

    /// <summary>Only for a check or a plan: a run would change or create something.</summary>
    public const int WouldChange = 11;

    /// <summary>128 + SIGINT, as in shells.</summary>
    public const int Cancelled = 130;

    public static int Of(BootstrapReport report, bool hostsMissing)
    {
        if (report.Results.Any(result => result.ErrorCode == ErrorCode.Cancelled)) return Cancelled;
        if (report.Failed > 0) return HostFailed;
        return report.WouldChange > 0 || hostsMissing ? WouldChange : Ready;
    }
}
