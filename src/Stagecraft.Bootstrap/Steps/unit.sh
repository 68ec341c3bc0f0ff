# shellcheck shell=sh
# systemd units and their journals. Only lines since this start count, because older errors do not explain it.

# unit_start UNIT: starts and enables it. systemctl waits until it is ready or has failed. After a failure, see unit_why.
unit_start() {
    unit_began=
    unit_said=
    # Usually the package has already done both, and checking costs less than doing it again.
    [ "$(systemctl is-enabled "$1" 2>/dev/null)" = enabled ] && systemctl --quiet is-active "$1" && return
    unit_mark
    systemctl reset-failed "$1" 2>/dev/null
    unit_said=$(systemctl enable --now "$1" 2>&1 >/dev/null)
}

# unit_mark: notes the end of the journal. Only later lines count for unit_why.
unit_mark() {
    unit_began=yes
    unit_sync
    unit_since=$(timeout 20 journalctl --quiet --lines=0 --show-cursor 2>/dev/null | sed -n 's/^-- cursor: //p')
}

# unit_sync: writes all messages so far to the journal.
unit_sync() {
    timeout 20 journalctl --sync >/dev/null 2>&1
}

# unit_why UNIT: prints why it does not run, on one line: its own message, the message of a unit that it needs, or that of
# systemctl.
unit_why() {
    unit_sync
    unit_line=$(unit_journal "--unit=$1" | unit_telling)
    if [ -z "$unit_line" ]; then
        for unit_other in $(unit_failing "$1"); do
            unit_line=$(unit_journal "--unit=$unit_other" | unit_telling)
            # A process of systemd that ends at once may be gone before journald has found out its unit. It still names the unit.
            [ -n "$unit_line" ] || unit_line=$(unit_journal "UNIT=$unit_other" _UID=0 | unit_telling)
            case $unit_line in
                '') continue ;;
                "$unit_other: "*) ;;
                *) unit_line="$unit_other: $unit_line" ;;
            esac
            break
        done
    fi
    [ -n "$unit_line" ] || unit_line=$(printf '%s\n' "$unit_said" | telling)
    [ -n "$unit_line" ] || unit_line="$1: $(timeout 20 systemctl show "$1" --property=ActiveState,SubState,Result,ExecMainStatus 2>/dev/null | tr '\n' ' ')"
    printf '%s\n' "$unit_line"
}

# unit_journal --unit=UNIT|FIELD=VALUE...: prints its lines since unit_start. If unit_start had nothing to do, prints the lines
# of the running unit.
unit_journal() {
    if [ -n "$unit_began" ]; then
        # Without a cursor, new lines cannot be distinguished.
        [ -n "$unit_since" ] || return 0
        set -- --after-cursor="$unit_since" "$@"
    else
        unit_invocation=$(timeout 20 systemctl show "${1#*=}" --property=InvocationID --value 2>/dev/null)
        [ -n "$unit_invocation" ] || return 0
        set -- "_SYSTEMD_INVOCATION_ID=$unit_invocation" + "INVOCATION_ID=$unit_invocation"
    fi
    timeout 20 journalctl --quiet --no-pager --no-hostname --output=short-unix --lines=1000 "$@" 2>/dev/null
}

# unit_failing UNIT: prints its direct and indirect dependencies for which systemd has logged errors since unit_start.
unit_failing() {
    [ -n "$unit_began" ] || return 0
    # shellcheck disable=SC2154 # the prelude sets newline
    unit_needed=$(timeout 20 systemctl list-dependencies --all --plain --no-pager "$1" 2>/dev/null | tr -d ' ')
    unit_journal _PID=1 | awk '{ name = $3; if (sub(/:$/, "", name) && name ~ /[.](service|socket|mount|device|swap|path|target)$/ && !seen[name]++) print name }' |
        while IFS= read -r unit_name; do
            case $newline$unit_needed$newline in
                *"$newline$unit_name$newline"*) [ "$unit_name" = "$1" ] || printf '%s\n' "$unit_name" ;;
            esac
        done
}

# unit_telling: reads lines of a journal and prints the message that says why the unit does not run, or nothing. A message
# can have several lines. A daemon that logs with time= and level= prints its final error without them. In plain logs,
# consecutive error lines and indented lines belong together.
unit_telling() {
    # shellcheck disable=SC2154 # the prelude sets message_awk
    awk "$message_awk"'
        function first(rank, text) { if (said[rank] == "") said[rank] = text }
        function join(text, more) { return text (text == "" ? "" : " ") more }
        # "1795738370.057614 dockerd[630]: TEXT"; a line without that belongs to the one before it.
        /^[0-9]+[.][0-9]+ / {
            sub(/^[^ ]+ /, "")
            source = $0
            sub(/: .*/, "", source)
            $0 = substr($0, length(source) + 3)
        }
        source ~ /^(systemd|[(].*[)])(\[|$)/ {
            if (/timed out|OOM killer|out of memory|code=killed/) first(0, bare($0))
            else if (/^(Starting|Started|Stopping|Stopped|Failed to (start|listen|mount)|Dependency failed|Listening|Closed) /) next
            else if (/: (Main process exited|Control process exited|Mount process exited), code=exited|: (Failed with result|Scheduled restart job|Job .* failed with result|Start request repeated|Unit process|Found left-over)/) next
            else if (complains($0) || /skipped|[Cc]ondition|code=dumped/) first(2, bare($0))
            next
        }
        stack[source] { next }
        is_stack($0) { stack[source] = 1; next }
        # Another process of the unit: the message of the earlier one is no longer the final one.
        source != speaker { if (said[1] != "") said[3] = said[1]; said[1] = ""; speaker = source; message = ""; logs = 0 }
        bare($0) == "" || is_hint($0) { message = ""; next }
        /^time=[^ ]* level=|^level=/ {
            logs = 1
            message = ""
            if (/ ?level=(fatal|panic|dpanic)/) said[1] = bare($0)
            else if (/ ?level=err/) said[4] = bare($0)
            else if (/ ?level=warn/) said[5] = bare($0)
            next
        }
        logs || (complains($0) && !/^[ \t(]/) || (message != "" && /^[ \t(]/) { said[1] = message = join(message, bare($0)); next }
        { message = ""; said[6] = bare($0) }
        END { for (rank = 0; rank <= 6; rank++) if (said[rank] != "") { print said[rank]; exit } }'
}
