using Stagecraft.Bootstrap.Remote;
using Stagecraft.Configuration;

namespace Stagecraft.Bench.Engine;

internal static class BenchSurroundings
{
    public static Surroundings With(IHostConnector connector) => new()
    {
        Environment = Environment.GetEnvironmentVariable,
        CurrentDirectory = Environment.CurrentDirectory,
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Connect = _ => connector,
    };
}
