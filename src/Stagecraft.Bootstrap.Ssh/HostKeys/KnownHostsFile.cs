using System.Diagnostics;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The known_hosts files of a connection. New keys are added to the user's first file; the others are only read.</summary>
/// <param name="users">The user's own files.</param>
/// <param name="machine">The machine-wide files.</param>
internal sealed class KnownHostsFiles(IReadOnlyList<KnownHostsFile> users, IReadOnlyList<KnownHostsFile> machine)
{
    /// <summary>The path of the file that new keys are added to.</summary>
    public string Path => users.Count > 0 ? users[0].Path : "known_hosts";

    public IReadOnlyList<KnownHostLine> Find(string name) => [.. users.Concat(machine).SelectMany(file => file.Find(name))];

    /// <inheritdoc cref="KnownHostsFile.Add"/>
    /// <remarks>Without a file of the user, as with <c>UserKnownHostsFile none</c>, the key is trusted and not recorded.</remarks>
    public HostKeyFinding Add(string name, HostKey key) => users.Count > 0 ? users[0].Add(name, key, Find) : new(HostKeyState.Trusted, Line: null);

    /// <summary>Whether a file is for all users of the machine.</summary>
    public bool IsMachineWide(string path) => machine.Any(file => file.Path == path);
}

/// <summary>A known_hosts file: read once, shared by all connections, and appended to under a lock.</summary>
internal sealed class KnownHostsFile
{
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private volatile KnownHosts known;
    private long length;

    private KnownHostsFile(string path, KnownHosts known, long length) => (Path, this.known, this.length) = (path, known, length);

    public string Path { get; }

    /// <summary>A missing file is treated as empty.</summary>
    /// <exception cref="ConfigurationException">The file exists but cannot be read.</exception>
    public static KnownHostsFile Load(string path)
    {
        var (known, length) = ReadIfThere(path);
        return new KnownHostsFile(path, known, length);
    }

    public IReadOnlyList<KnownHostLine> Find(string name) => known.Find(name);

    /// <summary>Locks the file and adds the key if the host is still unknown. Returns what is known about the key.</summary>
    /// <param name="name">The name of the host in known_hosts.</param>
    /// <param name="key">The key that the host presents.</param>
    /// <param name="find">Finds the lines of a host in this file and in the others that count.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is not writable for this user.</exception>
    public HostKeyFinding Add(string name, HostKey key, Func<string, IReadOnlyList<KnownHostLine>> find)
    {
        lock (gate)
        {
            CreateDirectory();
            using var file = Open(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
            // Another process has written to the file.
            if (file.Length != length) known = Read(file, Path);

            var finding = HostKeyFinding.Of(key, find(name));
            if (finding.State == HostKeyState.Unknown)
            {
                var line = $"{name} {key}";
                Append(file, line);
                known.Append(line);
                finding = HostKeyFinding.Of(key, find(name));
            }

            length = file.Length;
            return finding;
        }
    }

    private static (KnownHosts Known, long Length) ReadIfThere(string path)
    {
        try
        {
            using var file = Open(path, FileMode.Open, FileAccess.Read);
            return (Read(file, path), file.Length);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (KnownHosts.Parse("", path), 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The known_hosts file '{path}' cannot be read: {SafeText.Line(exception.Message)} Make it readable, or set ssh.knownHostsFile to another file.");
        }
    }

    // In one write, so that a reader never sees a partial line.
    private static void Append(FileStream file, string line)
    {
        var complete = file.Length == 0 || LastByte(file) == '\n';
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes($"{(complete ? "" : "\n")}{line}\n"));
    }

    private static int LastByte(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }

    private static KnownHosts Read(FileStream file, string path)
    {
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        return KnownHosts.Parse(reader.ReadToEnd(), path);
    }

    // FileShare.None is an exclusive flock on Unix. It is held only briefly, while a line is appended.
    private static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = access == FileAccess.Read ? FileShare.ReadWrite : FileShare.None,
            BufferSize = 0,
        };
        if (mode == FileMode.OpenOrCreate && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException exception) when (exception.GetType() == typeof(IOException) && waited.Elapsed < LockLimit)
            {
                Thread.Sleep(20);
            }
        }
    }

    private void CreateDirectory()
    {
        if (System.IO.Path.GetDirectoryName(Path) is not { Length: > 0 } directory || Directory.Exists(directory)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
