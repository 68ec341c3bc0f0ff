namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>A `tailscale` for <see cref="ScriptRun"/>: the test sets its settings and state, and implements `up`.</summary>
internal static class ScriptedClient
{
    /// <param name="up">Answers <c>up</c> and other changes, with their arguments in <c>$*</c>. It can call <c>guard FLAGS</c>, <c>refuse TEXT</c>.</param>
    /// <param name="before">The output of <c>debug prefs</c> before a login was tried. Null if it fails.</param>
    /// <param name="after">The same after a login. Null if it fails.</param>
    /// <param name="states">The daemon's state at each probe. The last one stays.</param>
    public static string With(string up = ":", string? before = "", string? after = "", params string[] states) => $$"""
        guard() {
            printf "Error: changing settings via 'tailscale up' requires mentioning all\nnon-default flags. To proceed, either re-run your command with --reset or\nuse the command below to explicitly mention the current value of\nall non-default settings:\n\n\ttailscale up %s\n\n" "$1" >&2
            return 1
        }
        refuse() {
            echo "$1" >&2
            return 1
        }
        prefs_before() {
            cat <<'EOF'
        {{Document(before)}}
        EOF
            return {{(before is null ? 1 : 0)}}
        }
        prefs_after() {
            cat <<'EOF'
        {{Document(after)}}
        EOF
            return {{(after is null ? 1 : 0)}}
        }
        answer_tailscale() {
            case "$1 $2" in
                'debug prefs') if grep -q '^tailscale up --auth-key' "$calls"; then prefs_after; else prefs_before; fi ;;
                'status --json')
                    set -- {{string.Join(' ', states.Length > 0 ? states : ["Running"])}}
                    asked=$(grep -c '^tailscale status' "$calls")
                    while [ "$asked" -gt 1 ] && [ $# -gt 1 ]; do shift; asked=$((asked - 1)); done
                    printf '{\n  "BackendState": "%s"\n}\n' "$1"
                    ;;
                *) client "$@" ;;
            esac
        }
        client() {
            [ "$1" != up ] || cat >/dev/null
            {{up}}
        }
        """;

    // An empty text is the default.
    private static string Document(string? prefs) => prefs is null ? "no" : prefs.Length == 0 ? Prefs.Default : prefs;
}
