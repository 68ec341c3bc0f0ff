using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>What systemd says of a unit, where a script's answer has the lines of <c>systemctl show UNIT --property=LoadState,UnitFileState,ActiveState</c>.</summary>
/// <remarks>https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html</remarks>
public sealed record UnitState
{
    private readonly string load;
    private readonly string file;

    private UnitState(string load, string file, string active) => (this.load, this.file, IsActive) = (load, file, active == "active");

    /// <summary>Its program runs, whatever else it does.</summary>
    public bool IsActive { get; }

    public bool IsMasked => load == "masked";

    /// <summary>The unit would not come back after a reboot.</summary>
    public bool IsDisabled => file == "disabled";

    /// <summary>systemd has a file for it, whatever it does with that.</summary>
    public bool Exists => load != "not-found";

    /// <param name="unit">Its name, for messages.</param>
    /// <param name="answer">The script's.</param>
    /// <param name="code">The failure where it says nothing of the unit.</param>
    /// <exception cref="HostFailureException">systemd does not answer: there is no telling what the host does after a reboot.</exception>
    public static UnitState From(string unit, ScriptAnswer answer, ErrorCode code) => answer.TryGet("LoadState", out var load)
        ? new UnitState(load, answer["UnitFileState"], answer["ActiveState"])
        : throw new HostFailureException(
            code,
            $"'systemctl show {unit}' does not answer.",
            "On the host, see 'systemctl status'; where that hangs too, look at its load and at its disks, and restart it.");
}
