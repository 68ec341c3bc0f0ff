using System.Diagnostics;
using System.Text.Json;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>A directory that stands for a host with the stand-in installed. Its daemon is a real process.</summary>
internal sealed class TailscaleHost : IDisposable
{
    public const string Recent = "1.102.5-ERR-BuildInfo";
    public const string Old = "1.80.3-ERR-BuildInfo";
    public const string Headscale = "https://headscale.lab:8443";

    private readonly TemporaryFolder folder = new();
    private Process? daemon;

    private TailscaleHost(string version)
    {
        foreach (var name in (string[])["tailscale", "tailscaled", "tailscale-standin"])
        {
            Directory.CreateDirectory(Below("bin"));
            File.CreateSymbolicLink(Below("bin/" + name), Path.Combine(Repository.Root, "build", "lab.d", "repo", "tailscale", "launch"));
        }

        Write("usr/lib/tailscale-standin/version", version + "\n");
        Directory.CreateDirectory(Below("var/log"));
        Directory.CreateDirectory(Below("run"));
    }

    public int DaemonId => daemon!.Id;

    public static async Task<TailscaleHost> StartAsync(string version = Recent, string flags = "")
    {
        var host = new TailscaleHost(version);
        await host.StartDaemonAsync(flags);
        return host;
    }

    /// <summary>A running node of Headscale, with the tags of its key or without tags.</summary>
    public static async Task<TailscaleHost> JoinedAsync(string key = "hskey-lab-1", string version = Recent)
    {
        var host = await StartAsync(version);
        (await host.LoginAsync(key)).Succeeded();
        return host;
    }

    /// <summary>A running node of Tailscale's own server.</summary>
    public static async Task<TailscaleHost> JoinedTailscaleAsync(string tags = "tag:app")
    {
        var host = await StartAsync();
        (await host.LoginAsync("tskey-auth-lab-1", $"--advertise-tags={tags}", "")).Succeeded();
        return host;
    }

    public string Below(string path) => folder.PathOf(path);

    public void Write(string path, string text) => folder.Write(path, text);

    /// <summary>Runs a line of shell with the stand-in's commands on its path. Paths of the host are its own below <c>$STANDIN_ROOT</c>.</summary>
    public async Task<Said> RunAsync(string line)
    {
        using var shell = Process.Start(Described("/bin/sh", "-c", line))!;
        shell.StandardInput.Close();
        var error = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return new Said(shell.ExitCode, output, await error);
    }

    /// <summary><c>tailscale up</c> with a key, as the product calls it.</summary>
    public Task<Said> LoginAsync(string key, string flags = "", string server = Headscale)
    {
        Write("run/k", key + "\n");
        var login = server.Length == 0 ? "" : $" --login-server={server}";
        return RunAsync($"tailscale up --auth-key=file:{Below("run/k")}{login} --hostname=app-8 --timeout=20s {flags}");
    }

    public async Task AdministerAsync(string verb) => (await RunAsync("tailscale-standin " + verb)).Succeeded();

    public async Task<JsonElement> StatusAsync(string flags = "--peers=false")
    {
        var said = (await RunAsync($"tailscale status --json {flags}")).Succeeded();
        using var document = JsonDocument.Parse(said.Output);
        return document.RootElement.Clone();
    }

    /// <summary>For work that the daemon does on its own: repeats the probe until it is done.</summary>
    public async Task<JsonElement> StatusAsync(Func<JsonElement, bool> isSettled)
    {
        var status = await StatusAsync();
        await Eventually.HoldsAsync(async () => isSettled(status = await StatusAsync()), () => status.ToString());
        return status;
    }

    public async Task<JsonElement> SettingsAsync()
    {
        using var document = JsonDocument.Parse((await RunAsync("tailscale debug prefs")).Succeeded().Output);
        return document.RootElement.Clone();
    }

    public async Task RestartDaemonAsync(string flags = "")
    {
        StopDaemon();
        await StartDaemonAsync(flags);
    }

    public void StopDaemon()
    {
        if (daemon is null) return;
        daemon.Kill();
        daemon.WaitForExit();
        daemon.Dispose();
        daemon = null;
    }

    /// <summary>Returns when the daemon has reported to its service manager that it is ready.</summary>
    public async Task StartDaemonAsync(string flags = "")
    {
        using var ready = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Unspecified);
        var notify = Below("run/notify");
        File.Delete(notify);
        ready.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(notify));
        var start = Described(Below("bin/tailscaled"), flags.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        start.Environment["NOTIFY_SOCKET"] = notify;
        daemon = Process.Start(start)!;
        var failed = daemon.WaitForExitAsync();
        var notified = ready.ReceiveAsync(new byte[64]);
        if (await Task.WhenAny(notified, failed) == failed) Assert.Fail($"the daemon ended: {await daemon.StandardError.ReadToEndAsync()}");
    }

    public void Dispose()
    {
        StopDaemon();
        folder.Dispose();
    }

    private ProcessStartInfo Described(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Below("bin")}:{start.Environment["PATH"]}";
        start.Environment["STANDIN_ROOT"] = folder.Root;
        start.Environment.Remove("USER");
        return start;
    }
}
