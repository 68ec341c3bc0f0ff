using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>Reads why a change failed from the <c>reason</c> and <c>detail</c> that its script answered.</summary>
public static class ChangeFailure
{
    /// <param name="answer">The answer of a script that did not succeed.</param>
    /// <param name="what">What did not work: <c>Docker could not be installed</c>.</param>
    /// <param name="code">The code where the reason has none of its own.</param>
    public static HostFailureException From(ScriptAnswer answer, string what, ErrorCode code)
    {
        var detail = SafeText.Line(answer.TryGet("detail", out var told) ? told : LastLine(answer));
        var observed = $"{what}: {detail.TrimEnd('.')}.";
        return answer["reason"] switch
        {
            "busy" => new(ErrorCode.HostBusy, observed, "Another program held the package manager's lock for too long: see which (ps, journalctl -u apt-daily*), or raise infra.bootstrap.timeouts.settle."),
            "timeout" => new(ErrorCode.TimedOut, observed, "See what keeps the host busy, or raise infra.bootstrap.timeouts.install; the next run repairs what was cut off."),
            "fetch" => new(code, observed, "Check that the host reaches this address (DNS, firewall, proxy in /etc/apt/apt.conf.d), or set a mirror."),
            "altered" => new(code, observed, "Something on the way (a proxy's cache, a mirror that is out of step) gives out other bytes than the archive's index names: mend that, or set a mirror."),
            "signature" => new(code, observed, "The host does not trust this archive: install its key if that is missing or has expired (NO_PUBKEY, EXPKEYSIG); BADSIG means that something on the way, such as a proxy or a mirror, alters or mixes files."),
            "clock" => new(code, observed, "See whether the host's clock is right ('timedatectl' on the host), else whether the archive is an outdated mirror."),
            "killed" => new(code, observed, "Often the kernel does this when memory runs out: see 'journalctl -k' on the host, and give it more. The next run repairs what was cut off."),
            "unreadable" => new(code, observed, "apt checks signatures as the user _apt. On the host, set the directory's mode to 0755 and the file's to 0644 (chmod)."),
            "sources" => new(code, observed, "apt cannot read the host's package sources. Fix the file that this line names."),
            "conflict" => new(code, observed, "Sources of one archive must name the same key (Signed-By). Remove one of them, or make them agree."),
            "changed" => new(code, observed, "The archive describes itself in another way than before. If that is right, run 'apt-get update --allow-releaseinfo-change' on the host."),
            "hook" => new(code, observed, "Fix or remove this hook of apt's on the host: see 'apt-config dump | grep -i invoke' and /etc/apt/apt.conf.d."),
            "removal" => new(code, observed, $"Bootstrap never removes packages. If the host does not need them, run 'apt-get remove {Names(answer, "PACKAGE...")}' there."),
            "held" => new(code, observed, $"If they need not be held, run 'apt-mark unhold {Names(answer, "NAME")}' on the host."),
            "dependencies" => new(code, observed, answer.TryGet("names", out _)
                ? $"Fix or remove the packages that this line names on the host, or see whether one is held back by mistake: 'apt-mark unhold {Names(answer, "NAME")}'."
                : "Fix or remove the packages that this line names on the host ('apt-get --fix-broken install', 'apt-get remove NAME')."),
            "key" => new(code, observed, "Do not trust this source before you know why its key differs; for a mirror that signs by itself set its key's fingerprint."),
            _ => new(code, observed, "Mend what this line names on the host, and run again; what was done so far is kept."),
        };
    }

    private static string Names(ScriptAnswer answer, string otherwise) => answer.TryGet("names", out var names) ? SafeText.Line(names) : otherwise;

    private static string LastLine(ScriptAnswer answer) =>
        answer.Error.Split('\n').LastOrDefault(line => line.Trim().Length > 0) ?? $"'{answer.Name}' ended with exit status {answer.ExitStatus}";
}
