using System.Globalization;
using Stagecraft.Application;
using Stagecraft.Bench;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

// What build/bench needs of the engine: the probe that it sends, its results for answers that others fetched, and its speed;
// and a network that takes its time.
//   record CONFIG HOSTS FOLDER   FOLDER/command and FOLDER/input become what every host is asked
//   replay CONFIG HOSTS FOLDER   prints the report that the answers FOLDER/ADDRESS lead to
//   scale CONFIG ANSWER NAME COUNT PARALLEL   runs COUNT hosts that all say what the host NAME said
//   relay DELAY PORT COUNT FROM TO   stands on the first COUNT addresses of FROM (127.2.0.) before those of TO, with DELAY
//                                    milliseconds each way; prints when each connection began, and its flights when it ended
if (args is ["scale", var project, var answer, var name, var count, var parallel])
{
    var (hostCount, atOnce) = (int.Parse(count, CultureInfo.InvariantCulture), int.Parse(parallel, CultureInfo.InvariantCulture));
    return await EngineScale.RunAsync(project, answer, name, hostCount, atOnce) ? 0 : 1;
}

if (args is ["relay", var delay, var port, var servers, var from, var to])
{
    await RelayedFleet.RunAsync(
        TimeSpan.FromMilliseconds(int.Parse(delay, CultureInfo.InvariantCulture)),
        int.Parse(port, CultureInfo.InvariantCulture),
        int.Parse(servers, CultureInfo.InvariantCulture),
        from,
        to);
    return 0;
}

if (args is not [("record" or "replay") and var mode, var config, var hosts, var folder])
{
    await Console.Error.WriteLineAsync("usage: Stagecraft.Bench record|replay CONFIG HOSTS FOLDER, scale CONFIG ANSWER NAME COUNT PARALLEL, or relay DELAY PORT COUNT FROM TO");
    return 1;
}

IHostConnector connector = mode == "record" ? new QuestionRecorder(folder) : new AnswerReplay(folder);
var surroundings = BenchSurroundings.With(connector);
var request = new BootstrapRequest { Purpose = BootstrapPurpose.Run, ConfigFile = config, HostsFile = hosts, MaxParallelHosts = 1 };

var session = await BootstrapSession.OpenAsync(request, surroundings, CancellationToken.None);
var report = await session.RunAsync(await session.FindHostsAsync(CancellationToken.None), new NoObserver(), CancellationToken.None);
if (mode == "record") return connector is QuestionRecorder { Asked: var asked } && asked == report.Results.Count ? 0 : 1;

Console.Out.Write(JsonReport.Write(report));
return report.Results.All(result => result.Status == HostStatus.Success) ? 0 : 1;
