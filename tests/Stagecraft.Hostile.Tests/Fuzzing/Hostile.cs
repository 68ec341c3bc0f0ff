namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>Text of an attacker.</summary>
internal static class Hostile
{
    /// <summary>Sequences with a special meaning for a shell, a parser, a terminal, a build server or a reader.</summary>
    public static readonly string[] Pieces =
    [
        "$(owned)", "`owned`", ";owned;", "&&owned", "|owned", ">owned", "$IFS", "${PATH}", "'", "\"", "\\", "\n", "\r\n", "\0", "\t", "*", "?", "~", "#", "!",
        "--", "-", "=", ":", ",", "/", "../", "../../etc/passwd", "@", "%", "%s", "%n", "{0}", "<!--", "<![CDATA[", "&amp;", "&x;",
        "\u001b[31m", "\u001b]0;owned\u0007", "\u009b2J", "::error::owned", "\n::add-mask::x", "##vso[task.complete]", "##[error]",
        "\u202e", "\u2066", "\u200b", "\u200d", "\u2028", "\u2029", "\u0085", "\ufeff", "\ufffd", "\uffff", "\ud800", "\udc00", "\U0001F680", "\U000E0041",
        "[", "]", "{", "}", "[[[[[[[[", "{{{{{{{{", "{a: ", "- ", "? ", "&a ", "*a", "<<: *a", "!!binary ", "---\n", "...\n", "%YAML 9.9\n", "|\n", ">\n", "'''", "null", "~", "true",
        "0", "-1", "1e999", "99999999999999999999", "0x7f", "1.2.3.4.5", "NaN", "1", "2147483648",
        "@@stagecraft begin ", "@@stagecraft end ", "@@stagecraft begin preflight\n", "@@stagecraft end preflight 0\n", "key=value\n", "=\n",
        "|1|", "@revoked ", "@cert-authority ", "AAAA", "ssh-ed25519 ", "tag:", "tag:a", "SHA256:", "BackendState", "\"Self\":", "\\ud800", "\\u0000",
    ];
}
