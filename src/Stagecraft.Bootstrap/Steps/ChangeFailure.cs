namespace Stagecraft.Bootstrap;

/// <summary>Explains why a change failed, based on the <c>reason</c> and <c>detail</c> that its script answered.</summary>
internal static class ChangeFailure
{
    /// <param name="answer">The answer of a script that did not succeed.</param>
    /// <param name="what">What failed, for example <c>Docker could not be installed</c>.</param>
    /// <param name="code">The code for reasons that do not have their own.</param>
    public static HostFailureException From(ScriptAnswer answer, string what, ErrorCode code)
    {
        var detail = SafeText.Line(answer.TryGet("detail", out var given) ? given : SafeText.LastLine(answer.Error) ?? $"'{answer.Name}' ended with exit status {answer.ExitStatus}");
        var observed = $"{what}: {detail.TrimEnd('.')}.";
        return answer["reason"] switch
        {
            "busy" => new(ErrorCode.HostBusy, observed, "Find the program that holds the package manager's lock (ps, journalctl -u apt-daily*), or raise infra.bootstrap.timeouts.settle."),
            "timeout" => new(ErrorCode.TimedOut, observed, "Find out what keeps the host busy, or raise infra.bootstrap.timeouts.install. The next run repairs the interrupted operation."),
            "fetch" => new(code, observed, "Check that the host reaches this address (DNS, firewall, proxy in /etc/apt/apt.conf.d), or set a mirror."),
            "altered" => new(code, observed, "Check for a proxy cache or an inconsistent mirror, or set a mirror. The downloaded files differ from the archive's index."),
            "signature" => new(code, observed, "Install the archive's key if it is missing or has expired (NO_PUBKEY, EXPKEYSIG). BADSIG means that a proxy or a mirror alters or mixes files."),
            "clock" => new(code, observed, "Check the host's clock ('timedatectl' on the host). If it is right, check whether the archive is an outdated mirror."),
            "killed" => new(code, observed, "Check 'journalctl -k' on the host. If it ran out of memory, which is the usual cause, give it more. The next run repairs the interrupted operation."),
            "unreadable" => new(code, observed, "Set the directory's mode to 0755 and the file's mode to 0644 on the host (chmod). apt checks signatures as the user _apt."),
            "sources" => new(code, observed, "Correct the file named in the error. apt cannot read the host's package sources."),
            "conflict" => new(code, observed, "Remove one of the sources, or make them agree. Sources of one archive must name the same key (Signed-By)."),
            "changed" => new(code, observed, "Run 'apt-get update --allow-releaseinfo-change' on the host if the change is expected. The archive's description of itself has changed."),
            "hook" => new(code, observed, "Correct or remove this apt hook on the host. See 'apt-config dump | grep -i invoke' and /etc/apt/apt.conf.d."),
            "removal" => new(code, observed, $"Run 'apt-get remove {Names(answer, "PACKAGE...")}' on the host if it does not need these packages. Bootstrap never removes packages."),
            "held" => new(code, observed, $"Run 'apt-mark unhold {Names(answer, "NAME")}' on the host if these packages need not be held."),
            "dependencies" => new(code, observed, answer.TryGet("names", out _)
                ? $"Repair or remove the packages named in the error on the host. If one is held back by mistake, run 'apt-mark unhold {Names(answer, "NAME")}'."
                : "Repair or remove the packages named in the error on the host ('apt-get --fix-broken install', 'apt-get remove NAME')."),
            "key" => new(code, observed, "Find out why the key differs before you trust this source. For a mirror that signs its index itself, set the fingerprint of its key."),
            _ => new(code, observed, "Resolve the error above on the host, then run again. Completed steps are kept."),
        };
    }

    private static string Names(ScriptAnswer answer, string otherwise) => answer.TryGet("names", out var names) ? SafeText.Line(names) : otherwise;
}
