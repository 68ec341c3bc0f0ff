namespace Stagecraft.Bench;

/// <summary>The temporary folder of one benchmark: what the clients are given, and what they leave.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("stagecraft-bench.");

    /// <summary>The root of this repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>What the next benchmark can use again. Benchmarks do not run at the same time: see build/bench.</summary>
    public static string Artifacts => Path.Combine(Repository, "artifacts", "bench");

    /// <summary>A script or data file of the benchmarks.</summary>
    public static string Piece(string name) => Path.Combine(Repository, "build", "bench.d", name);

    public string Folder => folder.FullName;

    public string Config => this["stagecraft.yml"];

    /// <summary>The same configuration of the tool, but what concerns SSH is in <see cref="SshConfig"/>.</summary>
    public string ConfigWithSsh => this["stagecraft.ssh.yml"];

    /// <summary>The same configuration, with settings of Docker and of the node, which all hosts already have.</summary>
    public string ConfigWithSettings => this["stagecraft.settings.yml"];

    public string Hosts => this["hosts.json"];

    /// <summary>The servers' addresses, one a line.</summary>
    public string Addresses => this["addresses"];

    /// <summary>A hosts document with the server whose log says what it and a client agree on.</summary>
    public string ObservedHosts => this["observed.json"];

    /// <summary>That server's address.</summary>
    public string ObservedAddresses => this["observed"];

    /// <summary>A hosts document with a host that refuses the connection.</summary>
    public string RefusingHosts => this["refusing.json"];

    public string SshConfig => this["ssh_config"];

    public string KnownHosts => this["known_hosts"];

    /// <summary>The command that the engine sends to a ready host.</summary>
    public string Command => this["command"];

    /// <summary>The script that is the command's standard input.</summary>
    public string Input => this["input"];

    /// <summary>What the clients other than the tool were answered, one file per host.</summary>
    public string Answers => this["answers"];

    public string this[string name] => Path.Combine(Folder, name);

    public void Write(string name, string text) => File.WriteAllText(this[name], text);

    /// <summary>Removes the answers of the previous run.</summary>
    public void ClearAnswers()
    {
        if (Directory.Exists(Answers)) Directory.Delete(Answers, recursive: true);
        Directory.CreateDirectory(Answers);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string FindRepository()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Stagecraft.Build.sln"))) root = root.Parent!;
        return root.FullName;
    }
}
