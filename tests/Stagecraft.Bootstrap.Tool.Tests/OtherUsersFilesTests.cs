using System.Diagnostics;
using System.Runtime.Versioning;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>Files that root writes into directories of another user: real files, and a second user.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed class OtherUsersFilesTests : IDisposable
{
    private const string Precious = "precious";

    private readonly Workspace workspace = new();



    [TestInitialize]
    public void NeedsRoot()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Inconclusive("Only root can make files of another user.");
        workspace.Write("victim", Precious);
    }

    public void Dispose() => workspace.Dispose();

    [TestMethod]
    [DataRow("mkdir logs; chown nobody logs", "logs", "it belongs to another user")]
    [DataRow("mkdir logs; chmod g+w logs", "logs", "other users can write to it. Run 'chmod go-w")]
    [DataRow("mkdir logs; chmod o+w logs", "logs", "other users can write to it")]
    // Like /tmp: suitable for a directory, but not for transcripts.
    [DataRow("mkdir logs; chmod 1777 logs", "logs", "other users can write to it")]
    [DataRow("mkdir theirs; chown nobody theirs", "theirs/logs", "'*/theirs' in its path belongs to another user")]
    [DataRow("mkdir -p theirs/logs; chown nobody theirs", "theirs/logs", "'*/theirs' in its path belongs to another user")]
    [DataRow("mkdir -p theirs/a/logs; chown nobody theirs", "theirs/a/logs", "'*/theirs' in its path belongs to another user")]
    [DataRow("mkdir -p open/logs; chmod 777 open", "open/logs", "other users can write to '*/open' in its path")]
    [DataRow("mkdir open; chmod 777 open", "open/logs", "other users can write to '*/open' in its path")]
    [DataRow("mkdir -p tmp ours; chmod 1777 tmp; ln -s ../ours tmp/logs; chown -h nobody tmp/logs", "tmp/logs", "'*/tmp/logs' in its path belongs to another user")]
    [DataRow("mkdir -p tmp ours; chmod 1777 tmp; ln -s ../ours tmp/link; chown -h nobody tmp/link", "tmp/link/logs", "'*/tmp/link' in its path belongs to another user")]
    [DataRow("mkdir theirs; mkdir theirs/logs; chown nobody theirs; ln -s theirs link", "link/logs", "'*/theirs' in its path belongs to another user")]
    public async Task Transcripts_are_not_written_below_directories_of_other_users(string setup, string directory, string expected)
    {
        Shell(setup);
        var before = Everything();

        var run = await workspace.RunAsync("--log-dir", directory);

        Assert.AreEqual(1, run.Exit, run.ToString());
        Assert.Contains(expected.Replace("*", workspace.Root, StringComparison.Ordinal), run.Error);
        Assert.AreEqual(before, Everything());
    }

    [TestMethod]
    [DataRow("mkdir tmp; chmod 1777 tmp", "tmp/logs")]
    [DataRow("mkdir -p tmp/logs; chmod 1777 tmp", "tmp/logs")]
    [DataRow("mkdir -p deep/logs; ln -s deep/logs link", "link")]
    [DataRow("mkdir -p shared/logs; chmod g+w shared", "shared/logs")]
    public async Task A_directory_of_the_current_user_accepts_transcripts(string setup, string directory)
    {
        Shell(setup);

        var run = await workspace.RunAsync("--log-dir", directory);

        Assert.AreEqual(0, run.Exit, run.ToString());
        Assert.AreEqual("app-1.log app-2.log db.log", workspace.Files(directory));
    }

    // A directory that was once open to others can contain anything.
    [TestMethod]
    [DataRow("ln -s ../victim logs/db.log")]
    [DataRow("ln victim logs/db.log")]
    [DataRow("mkfifo logs/db.log")]
    [DataRow("echo old >logs/db.log; chown nobody logs/db.log; chmod 666 logs/db.log")]
    public async Task An_existing_file_is_replaced_by_a_transcript_and_not_opened(string plant)
    {
        Shell($"mkdir logs; {plant}");

        var run = await workspace.RunAsync("--log-dir", "logs");

        Assert.AreEqual(0, run.Exit, run.ToString());
        Assert.AreEqual("", run.Error.Split('\n').FirstOrDefault(line => line.StartsWith("warning", StringComparison.Ordinal), ""));
        Assert.AreEqual("regular file 600 root 1", Shell("stat -c '%F %a %U %h' logs/db.log"));
        Assert.Contains("result: ready", workspace.Read("logs/db.log"));
        Assert.AreEqual(Precious, workspace.Read("victim"));
    }

    [TestMethod]
    public async Task A_transcript_stays_in_its_file_if_its_name_changes_meanwhile()
    {
        workspace.Hosts["db"] = Workspace.Ready();
        workspace.Hosts["db"].OnScript = (name, _) =>
        {
            if (name == "preflight") Shell("mv logs/db.log logs/moved; ln -s ../victim logs/db.log");
            return Task.CompletedTask;
        };

        await workspace.RunAsync("--log-dir", "logs", "--limit", "db");

        Assert.AreEqual(Precious, workspace.Read("victim"));
        Assert.Contains("result: ready", workspace.Read("logs/moved"));
    }

    [TestMethod]
    [DataRow(":")]
    [DataRow("ln -s ../victim theirs/report.json")]
    [DataRow("ln -s /dev/full theirs/report.json")]
    [DataRow("ln victim theirs/report.json")]
    [DataRow("mkfifo theirs/report.json")]
    [DataRow("echo old >theirs/report.json; chown nobody theirs/report.json")]
    [DataRow("chmod 1777 theirs; ln -s ../victim theirs/report.json; chown -h nobody theirs/report.json")]
    // The name that an earlier design used.
    [DataRow("ln -s ../victim theirs/.report.json.$PID.tmp; ln -s ../victim theirs/.$PID.tmp")]
    public async Task A_report_replaces_an_existing_file_and_follows_no_link(string plant)
    {
        Shell($"mkdir theirs; {plant.Replace("$PID", $"{Environment.ProcessId}", StringComparison.Ordinal)}; chown nobody theirs");

        var run = await workspace.RunAsync("--report", "theirs/report.json");

        Assert.AreEqual(0, run.Exit, run.ToString());
        Assert.AreEqual(Precious, workspace.Read("victim"));
        Assert.AreEqual("regular file root 1", Shell("stat -c '%F %U %h' theirs/report.json"));
        Assert.StartsWith("{\n  \"schemaVersion\": 1", workspace.Read("theirs/report.json"));
        Assert.AreEqual("", Shell("ls -A theirs | grep stagecraft- || :"));
    }

    private string Everything() => Shell("find . -printf '%p %y %m %u %s %l\\n' | sort");

    private string Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-euc", script]) { WorkingDirectory = workspace.Root, RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, script);
        return output.Trim();
    }
}
