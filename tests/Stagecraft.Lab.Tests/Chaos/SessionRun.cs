using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>Runs a session with the real transport in the process of the test.</summary>
internal static class SessionRun
{
    public static async Task<BootstrapReport> RunAsync(
        IReadOnlyList<Host> hosts, string config, Func<IHostConnector, IHostConnector> wrap, IBootstrapObserver observer, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Lab.Folder.FullName, $"{Guid.NewGuid():N}.yml");
        await File.WriteAllTextAsync(file, config, CancellationToken.None);
        var surroundings = new RunEnvironment
        {
            Environment = name => name == "TS_AUTHKEY" ? Lab.AuthKey : null,
            CurrentDirectory = Lab.Folder.FullName,
            HomeDirectory = Lab.Folder.FullName,
            Connect = options => wrap(SshConnector.Create(options)),
        };
        var request = new BootstrapRequest { Purpose = BootstrapPurpose.Run, ConfigFile = file, Hosts = hosts };
        var session = await BootstrapSession.OpenAsync(request, surroundings, CancellationToken.None);
        return await session.RunAsync(await session.FindHostsAsync(CancellationToken.None), observer, cancellationToken);
    }
}
