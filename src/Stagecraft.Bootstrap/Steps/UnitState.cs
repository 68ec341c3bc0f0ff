namespace Stagecraft.Bootstrap;

/// <summary>The state of a systemd unit, from the lines of a script's answer: <c>systemctl show UNIT --property=LoadState,UnitFileState,ActiveState</c>.</summary>
/// <remarks>https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html</remarks>
internal sealed record UnitState
{
    private readonly string load;
    private readonly string file;

    private UnitState(string load, string file, string active) => (this.load, this.file, IsActive) = (load, file, active == "active");

    /// <summary>True if the unit is active. Its program may still not answer.</summary>
    public bool IsActive { get; }

    public bool IsMasked => load == "masked";

    /// <summary>True if the unit would not start after a reboot.</summary>
    public bool IsDisabled => file == "disabled";

    /// <summary>True if systemd has a file for the unit.</summary>
    public bool Exists => load != "not-found";

    /// <param name="unit">The name of the unit, for messages.</param>
    /// <param name="answer">The script's answer.</param>
    /// <param name="code">The error code if systemd does not answer.</param>
    /// <exception cref="HostFailureException">systemd does not answer, so it is unknown what the host does after a reboot.</exception>
    public static UnitState From(string unit, ScriptAnswer answer, ErrorCode code) => answer.TryGet("LoadState", out var load)
        ? new UnitState(load, answer["UnitFileState"], answer["ActiveState"])
        : throw new HostFailureException(
            code,
            $"'systemctl show {unit}' does not answer.",
            "Check 'systemctl status' on the host. If that hangs too, check the load and the disks, and restart the host.");

    /// <summary>Refuses a masked unit: it cannot start, and its owner masked it on purpose.</summary>
    /// <param name="unit">The name of the unit.</param>
    /// <param name="product">The name of the product that it runs, for messages.</param>
    /// <param name="code">The error code.</param>
    /// <exception cref="HostFailureException">The unit is masked.</exception>
    public void RefuseMasked(string unit, string product, ErrorCode code)
    {
        if (IsMasked)
            throw new HostFailureException(
                code,
                $"{unit} is masked, so someone disabled {product} on this host.",
                $"Run 'systemctl unmask {unit}' on the host if {product} should run.");
    }
}
