using Stagecraft.Bench;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Configuration;

// What build/bench needs of the engine: the question that it sends, and its judgement on answers that others fetched.
//   record CONFIG HOSTS FOLDER   FOLDER/command and FOLDER/input become what every host is asked
//   replay CONFIG HOSTS FOLDER   prints the report that the answers FOLDER/ADDRESS lead to
if (args is not [("record" or "replay") and var mode, var config, var hosts, var folder])
{
    await Console.Error.WriteLineAsync("usage: Stagecraft.Bench record|replay CONFIG HOSTS FOLDER");
    return 1;
}

IHostConnector connector = mode == "record" ? new QuestionRecorder(folder) : new AnswerReplay(folder);
var surroundings = new Surroundings
{
    Environment = Environment.GetEnvironmentVariable,
    CurrentDirectory = Environment.CurrentDirectory,
    HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    Connect = _ => connector,
};
var request = new BootstrapRequest { Purpose = BootstrapPurpose.Run, ConfigFile = config, HostsFile = hosts, MaxParallelHosts = 1 };

var session = await BootstrapSession.OpenAsync(request, surroundings, CancellationToken.None);
var report = await session.RunAsync(await session.FindHostsAsync(CancellationToken.None), new NoObserver(), CancellationToken.None);
if (mode == "record") return connector is QuestionRecorder { Asked: var asked } && asked == report.Results.Count ? 0 : 1;

Console.Out.Write(JsonReport.Write(report));
return report.Results.All(result => result.Status == HostStatus.Success) ? 0 : 1;
