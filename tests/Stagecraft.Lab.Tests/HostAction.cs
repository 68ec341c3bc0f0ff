namespace Stagecraft.Lab.Tests;

/// <summary>An action on a host: a shell command inside it, without SSH, or an action from outside.</summary>
internal sealed class HostAction(Func<int, Task> run)
{
    public static HostAction None { get; } = new(_ => Task.CompletedTask);

    /// <summary>Kills the sessions of root. Fails if there is none. OpenSSH 9.8 moved sessions to a separate program.</summary>
    public static HostAction CutConnections { get; } = FromString("pkill -9 -f '^sshd(-session)?: root'");

    public static HostAction PowerOff { get; } = new(Lab.StopAsync);

    public static HostAction PowerOn { get; } = new(Lab.StartAsync);

    public static implicit operator HostAction(string shell) => FromString(shell);

    public static HostAction FromString(string shell) => new(host => Lab.OnHostAsync(host, $"set -e\n{shell}"));

    /// <summary>Waits on the host until the shell condition holds, for faults that occur during an operation.</summary>
    public static HostAction Until(string condition) => FromString($"""
        tries=0
        until {condition}; do
            tries=$((tries + 1))
            [ $tries -lt 30000 ]
            sleep 0.04
        done
        """);

    public HostAction Then(HostAction next) => new(async host =>
    {
        await run(host);
        await next.RunAsync(host);
    });

    public Task RunAsync(int host) => run(host);
}
