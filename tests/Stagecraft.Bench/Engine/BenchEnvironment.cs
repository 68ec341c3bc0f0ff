using Stagecraft.Application;
using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

internal static class BenchEnvironment
{
    public static RunEnvironment With(IHostConnector connector) => new()
    {
        Environment = Environment.GetEnvironmentVariable,
        CurrentDirectory = Environment.CurrentDirectory,
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Connect = _ => connector,
    };
}
