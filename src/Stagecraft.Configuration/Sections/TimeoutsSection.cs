using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Reads <c>infra.bootstrap.timeouts</c>.</summary>
internal static class TimeoutsSection
{
    public static BootstrapTimeouts Read(SettingsSection? section)
    {
        var defaults = new BootstrapTimeouts();
        if (section is null) return defaults;

        var timeouts = new BootstrapTimeouts
        {
            Query = section.Duration("query") ?? defaults.Query,
            Install = section.Duration("install") ?? defaults.Install,
            Join = section.Duration("join") ?? defaults.Join,
            Settle = section.Duration("settle") ?? defaults.Settle,
        };
        section.RejectUnknownKeys();
        return timeouts;
    }
}
