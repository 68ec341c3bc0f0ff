namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>A report in which every external text tries to act as something else.</summary>
internal static class HostileReport
{
    private static readonly string[] Texts =
    [
        "]]>", "<![CDATA[", "-->", "<!--", "<script>alert(1)</script>", "</td></tr></table></details>", "</style>", "<img src=http://evil.example/x>",
        "<a href='javascript:alert(1)'>x</a>", "\" onload=\"x", "' onload='x", "&lt;b&gt;", "&#0;", "a|b", "\\|", "`code`", "``", "``` fence", "~~struck~~", "~sub~", "*em*", "__strong__",
        "![](http://evil.example/x.png)", "[link](http://evil.example)", "[x]: http://evil.example", "[^1]", "[ ] task", "<http://evil.example>", "http://evil.example", "https://evil.example", "www.evil.example",
        "WWW.evil.example", "mail@evil.example", "@mention", "#123", "GH-123", "owner/repo#1", ":tada:", "$x^2$", "$$x$$", "==mark==", "++ins++", "^sup^", "\"\"cite\"\"", "# heading", "- item", "1. item", "> quote", "---", "===", "| a | b |",
        "    indented", "{#id}", "{.class}", "\\", "\\\\", "\\n", "%0A", "%25", "::error::x", "##vso[task.complete]", "##[error]x", "\u001b[31mred", "\u009b31m", "nul\0nul", "\0", "one\ntwo", "one\r\ntwo", "one\u2028two",
        "\ud800", "\udc00x", "x\ud83d", "🚀", "\ufffe", "\uffff", "\ufeff", "\u202egnp.exe", "\u2066x", "日本語", "עברית", "é", "", " ", "–", new string('x', 10_000), string.Concat(Enumerable.Repeat("<|`\0", 100)),
    ];

    public static BootstrapReport Report { get; } = new(CheckOnly: false, [.. Texts.SelectMany(Hosts)], Texts.SelectMany(Printable).ToList())
    {
        Run = new RunIdentity { Environment = "<b>@x</b> ![y](http://evil.example)", ToolVersion = "`1`|2 :tada:", Configuration = "sha256:<i>$x$</i>" },
    };

    private static IEnumerable<HostResult> Hosts(string text, int i)
    {
        yield return Host(text, $"{text}{i}a", HostStatus.Failed, ErrorCode.DockerInstallFailed);
        yield return Host(text, $"{i}b{text}", HostStatus.Skipped, ErrorCode.Cancelled);
        yield return Host(text, $"{i}{text}c", HostStatus.Success, null);
    }

    private static HostResult Host(string text, string id, HostStatus status, ErrorCode? code)
    {
        var failed = status != HostStatus.Success;
        var result = new HostResult
        {
            HostId = id,
            Name = $"{text} {id}",
            Role = text,
            PublicIp = text,
            Status = status,
            Changed = failed,
            ErrorCode = code,
            Cause = failed ? $"cause {text}" : "",
            Remedy = failed ? $"{text} fix" : "",
            Steps = [.. new[] { "connect", "preflight", "docker", "network-install", "network-join" }.Select(step => new StepResult(step, StepOutcome.Skipped, text))],
            Facts = new HostFacts { DockerVersion = text, ComposeVersion = text, Fqdn = text, NetworkIPv4 = text, NetworkIPv6 = text },
            Identity = new HostIdentity { Machine = text, Node = $"{id} node" },
            Warnings = [$"{text} warning", .. Printable(text)],
        };
        return failed ? result with { Message = $"{Label(result)}: {SafeText.WholeLine(result.Cause)} {SafeText.WholeLine(result.Remedy)}" } : result;
    }

    // A warning is never empty.
    private static IEnumerable<string> Printable(string text) => SafeText.Line(text).Length > 0 ? [text] : [];

    private static string Label(HostResult result)
    {
        var address = SafeText.WholeLine(result.PublicIp);
        return address.Length == 0 ? SafeText.WholeLine(result.Name) : $"{SafeText.WholeLine(result.Name)} ({address})";
    }
}
