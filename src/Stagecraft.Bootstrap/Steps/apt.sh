# shellcheck shell=sh
# Package operations on a machine that may have just booted. Needs root. Every function ends the script with `fail` if it
# cannot do its work. The reasons are: busy, timeout, killed, fetch, altered, signature, clock, key, unreadable, sources,
# conflict, changed, hook, removal, held, dependencies, install. Failures that did not prevent the work are answered as
# warning_1, warning_2, ...

# Makes unit names unique: scripts of one command share their shell's process id, and a unit may outlive its script.
apt_id=
read -r apt_id 2>/dev/null </proc/sys/kernel/random/uuid
apt_id=${apt_id:-$$}
apt_units=0

apt_dir=/run/stagecraft
apt_log=$apt_dir/apt-$$.log
apt_fetch_error=
apt_update_error=
apt_killed=
apt_warnings=0

# Keys are downloaded by apt's own user, who can access only this one of our directories. GnuPG's home is private.
apt_fetch_dir=/run/stagecraft-fetch-$$
apt_key_dir=$apt_dir/key-$$
apt_key_changed=
# Published keys take a few kilobytes.
apt_key_kibibytes=1024

# The first line of our sources. Sources with the prelude's old_mark have a key that was installed as downloaded.
apt_mark='# Written by Stagecraft, format 2; its next run may write it again.'

# apt_begin LOCK_SECONDS INSTALL_SECONDS: sets the limits for waiting for other programs and for each of our operations.
apt_begin() {
    apt_lock_seconds=$1
    apt_install_seconds=$2
    { mkdir -p "$apt_dir" && chmod 0700 "$apt_dir" && : >"$apt_log"; } || fail install "cannot write to $apt_dir"
    trap 'rm -rf "$apt_log" "$apt_key_dir" "$apt_fetch_dir"' EXIT
}

# apt_watch: prints the progress of the running operation when it has changed, every three seconds at most.
apt_watch() {
    apt_shown=
    # sleep may outlive this loop, so it must not hold the session's output open. The checks end the loop if the script was killed.
    while sleep 3 >/dev/null 2>&1 && kill -0 "$$" 2>/dev/null && [ -e "$apt_log" ]; do
        apt_now=$(apt_progress)
        [ -z "$apt_now" ] || [ "$apt_now" = "$apt_shown" ] || progress "$apt_now"
        apt_shown=$apt_now
    done
}

# apt_progress: prints what the running operation does. apt prints "Get:1 URL SUITE ARCHITECTURE PACKAGE ...", and dpkg
# "Unpacking PACKAGE (VERSION) ...". https://salsa.debian.org/apt-team/apt/-/blob/main/apt-private/acqprogress.cc
apt_progress() {
    awk '
        function of(done) { return total > 0 && done <= total ? ", " done " of " total : "" }
        function bare(package) { sub(/:.*/, "", package); return package }
        /^[0-9]+ upgraded, [0-9]+ newly installed/ { total = $1 + $3; now = "" }
        /^Waiting for cache lock: / { now = "waiting for a lock"; if (match($0, /held by process [0-9]+ \([^)]*\)/)) now = now " " substr($0, RSTART, RLENGTH) }
        /^(Get|Hit|Ign):[0-9]/ { files++; now = total > 0 ? "downloading " bare($5) of(++got) : "fetching package lists, " files (files == 1 ? " file" : " files") }
        /^Unpacking / { now = "unpacking " bare($2) of(++unpacked) }
        /^Setting up / { now = "configuring " bare($3) of(++configured) }
        /^Processing triggers for / { now = "running the triggers of " bare($4) }
        END { print now }' "$apt_log" 2>/dev/null
}

# apt_unit COMMAND...: runs it as a systemd unit with its output in a file, so that a dropped connection, which ends this
# script, does not end dpkg between two files. needrestart only lists the services that it would restart, and does not
# prompt (https://github.com/liske/needrestart, -r l).
apt_unit() {
    : >"$apt_log"
    apt_units=$((apt_units + 1))
    apt_killed=
    apt_watcher=
    if [ -n "${watched-}" ]; then
        apt_watch &
        apt_watcher=$!
    fi
    apt_unit_said=$(systemd-run --wait --collect --unit="stagecraft-apt-$apt_id-$apt_units" \
        --property=StandardOutput="append:$apt_log" --property=StandardError="append:$apt_log" \
        --property=RuntimeMaxSec="$apt_install_seconds" --property=EnvironmentFile=-/etc/environment \
        env LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l "$@" 2>&1 >/dev/null)
    apt_status=$?
    # Ended, and waited for, so that it does not print into an answer.
    [ -z "$apt_watcher" ] || { kill "$apt_watcher" && wait "$apt_watcher"; } 2>/dev/null
    # The last output does not show what ended it. https://www.freedesktop.org/software/systemd/man/systemd.exec.html
    case $apt_unit_said in
        *"result: timeout"*) fail timeout "the package operation did not end within $apt_install_seconds s" ;;
        *"result: oom-kill"*) apt_killed="$1 was killed, because the host ran out of memory" ;;
        # "code=killed/status=KILL", and in later versions "code=killed, status=9/KILL".
        *code=killed* | *code=dumped*)
            apt_killed=${apt_unit_said##*status=}
            apt_killed=${apt_killed%%[!A-Z0-9/+-]*}
            apt_killed="$1 was killed (signal ${apt_killed##*/})"
            ;;
    esac
    return "$apt_status"
}

# apt_dpkg_holder: prints the process that holds a lock of dpkg, in apt's words. Empty if there is none, or no lslocks.
apt_dpkg_holder() {
    lslocks --noheadings --raw --output PATH,PID,COMMAND 2>/dev/null |
        awk '$1 ~ "^/var/lib/dpkg/lock" { printf "Could not get lock %s. It is held by process %s (%s)\n", $1, $2, $3; exit }'
}

# apt_get ARGUMENTS...: runs apt-get. Waits for locks, and repairs interrupted operations first.
apt_get() {
    apt_patience=$apt_lock_seconds
    apt_repaired=
    until apt_unit apt-get -q -o APT::Get::Assume-Yes=true -o APT::Get::Remove=false \
        -o DPkg::Lock::Timeout="$apt_lock_seconds" -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"; do
        if grep -q '^E: Unable to lock directory' "$apt_log"; then
            # apt itself waits for dpkg's lock, but not for the locks on its lists and archives.
            apt_patience=$((apt_patience - 2))
            [ "$apt_patience" -gt 0 ] || fail busy "$(apt_telling)"
            sleep 2
        elif grep -qE '^E: (Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock the administration directory)' "$apt_log"; then
            # apt names the holder of the lock only while it waits, and a short wait can end before it prints anything.
            # https://salsa.debian.org/apt-team/apt/-/blob/main/apt-pkg/deb/debsystem.cc (GetLockMaybeWait)
            apt_holder=$(grep -oE '(E: )?Could not get lock [^ ]+ It is held by process [0-9]+ \([^)]*\)' "$apt_log" | tail -n 1)
            [ -n "$apt_holder" ] || apt_holder=$(apt_dpkg_holder)
            fail busy "${apt_holder:-$(apt_telling)}"
        elif [ -z "$apt_repaired" ] && grep -q 'dpkg was interrupted' "$apt_log"; then
            apt_repaired=configured
            # apt fixes the packages that cannot be configured yet in the next iteration.
            apt_unit dpkg --configure -a --force-confdef --force-confold || :
        elif [ "$apt_repaired" != fixed ] && grep -qE 'fix-broken|needs to be reinstalled' "$apt_log"; then
            apt_repaired=fixed
            apt_unit apt-get -q -y --fix-broken --no-install-recommends -o APT::Get::Remove=false -o Dpkg::Use-Pty=0 \
                -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install || :
        else
            return 1
        fi
    done
}

# apt_telling: prints the line of the last operation that says what went wrong. Adds the packages that apt or dpkg has
# listed if the line is only a summary, and the last output of a package's script if that script has failed.
# https://salsa.debian.org/apt-team/apt/-/blob/main/apt-private/private-install.cc, private-output.cc
apt_telling() {
    if [ -n "$apt_killed" ]; then
        printf '%s\n' "$apt_killed"
        return
    fi
    apt_line=$(awk '
        function keep(list, text) { sub(/^[[:space:]]+/, "", text); lists[list] = lists[list] (lists[list] == "" ? "" : list == "unmet" || list == "more" ? "; " : " ") text }
        function sum_up(line, list, name) {
            if (lists[list] == "") return line
            sub(/\.$/, "", line)
            return line " (" name lists[list] ")"
        }
        /^[[:space:]]/ && in_list != "" { keep(in_list, $0); next }
        { in_list = "" }
        /packages will be REMOVED:$/ { in_list = "removed" }
        /held packages will be changed:$/ { in_list = "held" }
        /packages will be DOWNGRADED:$/ { in_list = "downgraded" }
        /essential packages will be removed/ { in_list = "essential" }
        /packages cannot be authenticated/ { in_list = "unsigned" }
        /packages have unmet dependencies:$/ { in_list = "unmet" }
        /^Errors were encountered while processing:$/ { in_list = "errors" }
        in_list != "" { lists[in_list] = ""; next }
        dpkg == "" && /^dpkg: error:/ { dpkg = $0 }
        dpkg == "" && /^dpkg: (error|unrecoverable fatal error,) / {
            dpkg = $0
            if ((getline next_line) > 0) dpkg = dpkg next_line
            if ($0 ~ /--configure\):$/ && next_line ~ /script/ && spoken != "") dpkg = dpkg " (it printed: " spoken ")"
        }
        /^(Setting up|Processing triggers for) / { spoken = ""; next }
        /[^[:space:]]/ { spoken = $0 }
        /^E: / && !/Sub-process/ && first == "" { first = $0; if (/^E: Unable to satisfy dependencies/) in_list = "more" }
        /^E: Sub-process / && last == "" { last = $0 }
        END {
            if (dpkg != "") { print dpkg; exit }
            if (first == "" && lists["errors"] != "" && last != "") { print sum_up(last, "errors", ""); exit }
            if (first ~ /remove is disabled/) first = sum_up(first, "removed", "REMOVED: ")
            else if (first ~ /^E: Held packages were changed/) first = sum_up(first, "held", "")
            else if (first ~ /^E: Packages were downgraded/) first = sum_up(first, "downgraded", "")
            else if (first ~ /^E: Essential packages were removed/) first = sum_up(first, "essential", "")
            else if (first ~ /unauthenticated packages/) first = sum_up(first, "unsigned", "")
            else if (first ~ /^E: Unable to satisfy dependencies/) first = sum_up(first, "more", "")
            else if (first ~ /^E: (Unmet dependencies|Unable to correct problems|Broken packages|Error, pkgProblemResolver)/) first = sum_up(first, "unmet", "")
            print first
        }' "$apt_log")
    [ -n "$apt_line" ] || apt_line=$(grep -v '^$' "$apt_log" | tail -n 1)
    # If nothing was printed, show how the unit ended, without the line that says that it was started.
    apt_explain "${apt_line:-${apt_unit_said#"Running as unit: "*"$newline"}}"
}

# apt_explain LINE: prints it. If apt 2.9 or newer has put the cause of a failed download on a separate line, adds the cause.
apt_explain() {
    case $1 in
        *' Unable to connect to '*:)
            apt_cause=$(awk -v line="$1" '
                /^Err:/ { failed = index(line, " " $2) > 0; next }
                failed && /^  / { sub(/^ +/, ""); print; exit }
                { failed = 0 }' "$apt_log")
            printf '%s\n' "$1${apt_cause:+ $apt_cause}"
            ;;
        *) printf '%s\n' "$1" ;;
    esac
}

# apt_listed TITLE: prints the packages that the last operation listed under TITLE, separated by spaces.
apt_listed() {
    awk -v title="$1" '
        /^[[:space:]]/ && listed { sub(/^[[:space:]]+/, ""); names = names (names == "" ? "" : " ") $0; next }
        { listed = index($0, title) > 0 }
        END { print names }' "$apt_log"
}

# apt_fail REASON DETAIL: ends the script with the reason that DETAIL shows, or with REASON if it shows none.
apt_fail() {
    case $2 in
        *' was killed'*) [ -z "$apt_killed" ] || fail killed "$2" ;;
        'E: Packages need to be removed'*)
            answer names "$(apt_listed 'packages will be REMOVED:')"
            fail removal "$2"
            ;;
        'E: Held packages were changed'*)
            answer names "$(apt_listed 'held packages will be changed:')"
            fail held "$2"
            ;;
        'E: Unmet dependencies'* | 'E: Unable to correct problems'* | 'E: Unable to satisfy dependencies'* | 'E: Broken packages'* | 'E: Error, pkgProblemResolver'*)
            apt_held=$(apt-mark showhold 2>/dev/null | tr '\n' ' ')
            answer names "${apt_held% }"
            fail dependencies "$2${apt_held:+; on hold: ${apt_held% }}"
            ;;
        'E: Problem executing scripts '* | 'E: Failure running script '*) fail hook "$2" ;;
        'E: Conflicting values set for option '*) fail conflict "$2$(apt_named_by "$2")" ;;
        'E: Malformed '* | "E: Type '"*"' is not known on "* | 'E: Unable to parse package file '* | 'E: The list of sources could not be read'*) fail sources "$2" ;;
        "E: Repository '"*"' changed its '"*) fail changed "$2" ;;
    esac
    fail "$1" "$2"
}

# apt_named_by LINE: prints the files that name the source in LINE, a conflict error: " (in FILE, FILE)".
apt_named_by() {
    apt_conflict=${1#* regarding source }
    apt_conflict=$(apt_sources_for "$(printf '%s\n' "${apt_conflict%% *}" | sed 's,/*$,,')" | awk '{ printf "%s%s", separator, $0; separator = ", " }')
    printf '%s\n' "${apt_conflict:+ (in $apt_conflict)}"
}

# apt_warn DETAIL: answers a failure that did not prevent the work: of another package, a hook or a source.
apt_warn() {
    apt_warnings=$((apt_warnings + 1))
    answer "warning_$apt_warnings" "$1"
}

# apt_warn_of_update: warns of an index that could not be fetched but did not prevent the work.
apt_warn_of_update() {
    [ -z "$apt_update_error" ] || apt_warn "$apt_update_error"
    apt_update_error=
}

# apt_update: fetches every index. A failure is recorded and matters only if an installation then fails, because a broken
# unrelated source must not stop the host.
apt_update() {
    apt_update_error=
    apt_get update || apt_update_error=$(apt_telling)
    apt_note_fetch_error
}

# apt_note_fetch_error: puts the error of an index in $apt_fetch_error, and its kind in $apt_fetch_reason.
# An invalid signature comes first: "is not signed" is only its consequence. Its words are those of apt 2.8 and older, 3.0,
# and 3.3. A hook that fails says nothing about an index: indexes are fetched before it runs, or despite it.
apt_note_fetch_error() {
    apt_fetch_error=$(grep -m 1 -E '^[WE]: (GPG error:|(OpenPGP s|S)ignature verification failed:)' "$apt_log")
    [ -n "$apt_fetch_error" ] || apt_fetch_error=$(grep -vE '^E: (Problem executing scripts|Sub-process returned an error code)' "$apt_log" |
        grep -m 1 -E '^(E:|W: Failed to fetch)')
    apt_fetch_error=$(apt_explain "$apt_fetch_error")
    case $apt_fetch_error in
        *'GPG error:'* | *'ignature verification failed:'* | *'signatures were invalid'* | *'signatures couldn'*) apt_fetch_reason=signature ;;
        *'is not valid yet'* | *'is expired'*) apt_fetch_reason=clock ;;
        "E: Repository '"*"' changed its '"*) apt_fetch_reason=changed ;;
        *) apt_fetch_reason=fetch ;;
    esac
    case $apt_fetch_reason$apt_fetch_error in
        signature*NO_PUBKEY* | signature*'Missing key'* | signature*'executing apt-key'* | signature*'is not readable'* | signature*'Permission denied'*)
            apt_unreadable=$(apt_keyrings | while IFS= read -r apt_keyring; do apt_not_readable "$apt_keyring"; done)
            [ -z "$apt_unreadable" ] || apt_fetch_reason=unreadable
            apt_fetch_error=$apt_fetch_error${apt_unreadable:+; ${apt_unreadable%%"$newline"*}}
            ;;
    esac
}

# apt_update_source FILE: fetches only the index of one file in sources.list.d, which must work.
apt_update_source() {
    apt_get update -o Dir::Etc::SourceList="$1" -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0 \
        -o APT::Update::Error-Mode=any && return
    apt_note_fetch_error
    if [ -z "$apt_fetch_error$apt_killed" ] && grep -q '^E: Problem executing scripts' "$apt_log"; then
        apt_update_error=$(apt_telling)
        return
    fi
    # The key of our source has just been installed, so a missing key is not one that the user should install.
    case $apt_fetch_reason$apt_fetch_error in signature*NO_PUBKEY* | signature*'Missing key'*) fail key "$apt_fetch_error" ;; esac
    [ "$apt_fetch_reason" = fetch ] || fail "$apt_fetch_reason" "$apt_fetch_error"
    apt_fail fetch "$(apt_telling)"
}

# apt_not_readable FILE: prints a message if apt's own user, who checks signatures, cannot read a keyring. apt itself then
# reports only that a key is missing.
apt_not_readable() {
    if [ ! -f "$1" ] || ! id -u _apt >/dev/null 2>&1; then return 0; fi
    # shellcheck disable=SC2016 # for the shell that runs as that user
    setpriv --reuid=_apt --regid=nogroup --clear-groups sh -c 'test -r "$1" || exit 66' sh "$1" 2>/dev/null
    [ $? -ne 66 ] || printf '%s\n' "the user _apt cannot read $1 (mode $(stat -c %a "$1"), in a directory of mode $(stat -c %a "${1%/*}"))"
}

# apt_keyrings: prints the keyrings that apt reads, one per line: those for all sources, and those named by single sources.
apt_keyrings() {
    for apt_keyring in /etc/apt/trusted.gpg.d/*.gpg /etc/apt/trusted.gpg.d/*.asc; do
        [ ! -f "$apt_keyring" ] || printf '%s\n' "$apt_keyring"
    done
    grep -hrsoiE --include='*.list' --include='*.sources' 'signed-by[=:][[:space:]]*/[A-Za-z0-9._/-]+' /etc/apt/sources.list /etc/apt/sources.list.d |
        sed 's/^[^/]*//'
}

# apt_install [OPTIONS] PACKAGES...: installs packages, and never removes any. If apt-get fails although it has installed
# them, the failure belongs to a package that was already broken, or to a hook.
apt_install() {
    if apt_get install --no-install-recommends "$@"; then
        apt_warn_of_update
        return
    fi
    apt_detail=$(apt_telling)
    if apt_installed "$@"; then
        apt_warn "$apt_detail"
        return
    fi
    case $apt_detail in
        "E: Failed to fetch"*"Hash Sum mismatch"* | "E: Failed to fetch"*"unexpected size"*) fail altered "$apt_detail" ;;
        "E: Failed to fetch"*) fail fetch "$apt_detail" ;;
    esac
    # A broken index may explain a missing package, but not a package that apt has and cannot install.
    case $apt_detail in
        *'Unable to locate package'* | *'has no installation candidate'* | *'was not found'* | "E: Couldn't find any package"*)
            [ -z "$apt_fetch_error" ] || apt_fail "$apt_fetch_reason" "$apt_detail (before that: $apt_fetch_error)"
            ;;
        "$apt_fetch_error") apt_fetch_error= ;;
    esac
    apt_fail install "$apt_detail${apt_fetch_error:+ (before that: $apt_fetch_error)}"
}

# apt_install_along ALONG PACKAGES...: like apt_install, but also installs the packages of a later step in the same
# operation. ALONG is a list of names separated by commas, or -. Answers along=yes if they are installed too. The later
# step reports their failures, so they are left out if the previous script, which sets up their source, has failed.
apt_install_along() {
    apt_along=$1
    shift
    # shellcheck disable=SC2154 # the protocol sets ended
    if [ "$apt_along" != - ] && [ "$ended" = 0 ]; then
        apt_along=$(printf '%s\n' "$apt_along" | tr , ' ')
        # shellcheck disable=SC2086 # names, one by one
        if apt_get install --no-install-recommends "$@" $apt_along; then
            answer along yes
            apt_warn_of_update
            return
        fi
        apt_detail=$(apt_telling)
        # shellcheck disable=SC2086 # names, one by one
        if apt_installed $apt_along; then
            answer along yes
            # Both may be installed. Then the failure belongs to neither.
            apt_along=
        fi
        if apt_installed "$@"; then
            [ -n "$apt_along" ] || apt_warn "$apt_detail"
            return
        fi
    fi
    apt_install "$@"
}

# apt_installed [OPTIONS] PACKAGES[=VERSION]...: whether dpkg has fully installed each, in the version that apt selected.
apt_installed() {
    for apt_package; do
        case $apt_package in
            -*) continue ;;
            *=*) apt_wanted=${apt_package#*=} ;;
            *) apt_wanted=$(apt-cache policy "$apt_package" 2>/dev/null | awk '$1 == "Candidate:" { print $2; exit }') ;;
        esac
        # shellcheck disable=SC2016 # dpkg-query's own format
        [ "$(dpkg-query --show --showformat '${db:Status-Status} ${Version}' "${apt_package%%=*}" 2>/dev/null)" = "installed $apt_wanted" ] || return 1
    done
}

# apt_find_version PACKAGE PREFIX: puts the newest version whose upstream part is or begins with PREFIX in apt_found.
apt_find_version() {
    apt_found=$(apt-cache madison "$1" | awk -v prefix="$2" '
        { upstream = $3; sub(/^[0-9]+:/, "", upstream); rest = substr(upstream, length(prefix) + 1) }
        index(upstream, prefix) == 1 && rest !~ /^[0-9]/ { print $3; exit }')
    [ -n "$apt_found" ] && return
    apt_offered=$(apt-cache madison "$1" | awk 'NR <= 5 { printf "%s%s", separator, $3; separator = ", " }')
    fail install "version $2 of $1 is not available; available: ${apt_offered:-none}${apt_fetch_error:+ (before that: $apt_fetch_error)}"
}

# apt_download URL FILE KIBIBYTES: downloads with apt's own downloader, so that apt's proxy and certificates apply. It runs
# as apt's own user if that user can write FILE, otherwise as root.
# https://salsa.debian.org/apt-team/apt/-/blob/main/apt-pkg/acquire.cc (CheckDropPrivsMustBeDisabled)
apt_download() {
    # Limits the file to KIBIBYTES (ulimit counts in units of 512 bytes).
    (ulimit -f $(($3 * 2)) && exec timeout "$apt_install_seconds" /usr/lib/apt/apt-helper download-file "$1" "$2") >"$apt_log" 2>&1
    set -- $? "$@"
    [ "$1" -ne 0 ] || return 0
    apt_killed=$(apt_ended "$1" "the download of $2" "$apt_install_seconds")
    case $1 in
        124) fail timeout "$apt_killed" ;;
        137) fail killed "$apt_killed" ;;
        125 | 126 | 127) fail install "$(apt_telling)" ;;
    esac
    shift
    if [ -f "$2" ] && [ "$(wc -c <"$2")" -ge $(($3 * 1024)) ]; then fail key "the file at $1 is larger than $3 KiB, too large for a key"; fi
    fail fetch "$(apt_telling)"
}

# apt_ended STATUS WHAT SECONDS: explains the exit status of timeout(1). Prints nothing if it is the program's own.
# https://www.gnu.org/software/coreutils/manual/html_node/timeout-invocation.html
apt_ended() {
    case $1 in
        124) printf '%s\n' "$2 did not end within $3 s" ;;
        137) printf '%s\n' "$2 was killed" ;;
    esac
}

# apt_source FILE BASE LINE: writes our source, unless the machine's owner has one for BASE. Call it after apt_key. Puts
# the file's path in $apt_list, empty if we have no source. If the owner has a file named FILE, ours gets another name.
apt_source() {
    apt_list=$1
    if apt_is_ours "${1%/*}/stagecraft-${1##*/}" || { [ -e "$1" ] && ! apt_is_ours "$1"; }; then apt_list=${1%/*}/stagecraft-${1##*/}; fi
    apt_ours=
    apt_old=
    if apt_is_ours "$apt_list"; then
        apt_ours=yes
        # shellcheck disable=SC2154 # the prelude sets old_mark
        if grep -Fqsx "$old_mark" "$apt_list"; then apt_old=yes; fi
    fi
    [ -z "$apt_ours" ] || [ -z "$apt_old$apt_key_changed" ] || apt_forget "$apt_list"
    if [ -n "$(apt_sources_for "$2" "$apt_list")" ]; then
        # Two sources of one archive with different keys stop apt.
        [ -z "$apt_ours" ] || rm -f "$apt_list"
        apt_list=
        return 0
    fi
    if [ -e "$apt_list" ] && [ -z "$apt_ours" ]; then
        fail install "$1 and $apt_list were not written by bootstrap and are not for $2"
    fi
    # The old mark stays until the archive is verified with the new key, so that no run skips it.
    [ -z "$apt_old" ] || apt_prove_source "$3"
    { printf '%s\n' "$apt_mark" "$3" >"$apt_list.new" && chmod 0644 "$apt_list.new" && mv "$apt_list.new" "$apt_list"; } ||
        fail install "cannot write $apt_list"
    [ -n "$apt_old" ] || [ -z "$apt_key_changed" ] || apt_forget "$apt_list"
}

# apt_is_ours FILE: whether it is a source that this or an earlier version wrote.
apt_is_ours() {
    grep -Fqsx -e "$apt_mark" -e "$old_mark" "$1"
}

# apt_sources_for BASE [EXCEPT]: prints the files, except EXCEPT, with a package source for BASE: an enabled `deb` line, or
# an enabled stanza whose types include deb. https://manpages.debian.org/sources.list.5
apt_sources_for() {
    for apt_file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        # apt ignores other names.
        case ${apt_file##*/} in *[!A-Za-z0-9_.-]*) continue ;; esac
        if [ ! -f "$apt_file" ] || [ "$apt_file" = "${2-}" ]; then continue; fi
        case $apt_file in
            *.sources) apt_stanza_for "$1" <"$apt_file" || continue ;;
            *) apt_line_for "$1" <"$apt_file" || continue ;;
        esac
        printf '%s\n' "$apt_file"
    done
}

# apt_line_for BASE: whether the one-line sources on standard input have it.
apt_line_for() {
    awk -v base="$1" '
        { sub(/(^|[[:space:]])#.*/, "") }
        $1 != "deb" { next }
        {
            field = 2
            if ($2 ~ /^\[/) { while (field < NF && $field !~ /\]$/) field++; field++ }
            uri = $field
            sub(/\/+$/, "", uri)
            if (uri == base) found = 1
        }
        END { exit !found }'
}

# apt_stanza_for BASE: whether the stanzas on standard input have it. Field names and boolean values are case-insensitive. A
# field continues on lines that begin with a space, and a comment does not end it.
apt_stanza_for() {
    awk -v base="$1" '
        function judge(  count, i, words, uri, packages) {
            count = split(value["types"], words)
            for (i = 1; i <= count; i++) if (words[i] == "deb") packages = 1
            count = split(value["uris"], words)
            for (i = 1; i <= count; i++) {
                uri = words[i]
                sub(/\/+$/, "", uri)
                if (uri == base && packages && tolower(value["enabled"]) !~ /^[[:space:]]*(no|false|without|off|disable|0)[[:space:]]*$/) found = 1
            }
            split("", value)
            name = ""
        }
        { sub(/\r$/, "") }
        /^#/ { next }
        /^[[:space:]]*$/ { judge(); next }
        /^[[:space:]]/ { if (name != "") value[name] = value[name] " " $0; next }
        { colon = index($0, ":"); name = tolower(substr($0, 1, colon - 1)); value[name] = substr($0, colon + 1) }
        END { judge(); exit !found }'
}

# apt_prove_source LINE: fetches the index of a source that is not written yet. Fails if that does not work.
apt_prove_source() {
    printf '%s\n' "$1" >"$apt_key_dir/source.list" || fail install "cannot write to $apt_dir"
    apt_forget "$apt_key_dir/source.list"
    apt_update_source "$apt_key_dir/source.list"
}

# apt_remove_source FILE: removes our source, and its keyring if nothing else needs it.
apt_remove_source() {
    apt_forget "$1"
    apt_keyring=$(sed -n 's/^deb \[.*signed-by=\([^] ]*\).*/\1/p' "$1")
    rm -f "$1" || fail install "cannot remove $1"
    if [ -n "$apt_keyring" ] && ! grep -Frqs "$apt_keyring" /etc/apt/sources.list /etc/apt/sources.list.d &&
        ! dpkg-query --search "$apt_keyring" >/dev/null 2>&1; then
        rm -f "$apt_keyring" || fail install "cannot remove $apt_keyring"
    fi
}

# apt_forget FILE: removes the indexes that apt has fetched for the sources in FILE. apt keeps using them if it cannot
# fetch new ones, and they were verified with another key.
apt_forget() {
    [ -f "$1" ] || return 0
    # shellcheck disable=SC2016 # apt's own format
    apt-get indextargets -o Dir::Etc::SourceList="$1" -o Dir::Etc::SourceParts=- --format '$(FILENAME)' 2>/dev/null |
        while IFS= read -r apt_index; do
            case $apt_index in
                /*/lists/*_dists_*) rm -f "${apt_index%_dists_*}_dists_"* ;;
            esac
        done
}

# apt_key URL FINGERPRINT|- FILE: fetches a signing key and installs it only if it is exactly the expected one. With -, any
# single key is accepted. GnuPG, not the archive, writes the file that apt reads (FILE is .asc or .gpg), because GnuPG, gpgv,
# sqv and apt may read different keys from the same bytes.
apt_key() {
    if ! command -v gpg >/dev/null; then
        apt_update
        apt_install gpg
    fi
    { rm -rf "$apt_key_dir" "$apt_fetch_dir" && mkdir -m 0700 "$apt_key_dir" "$apt_fetch_dir"; } || fail install "cannot write to $apt_dir"
    # Without this user, apt downloads as root too.
    chown _apt "$apt_fetch_dir" 2>/dev/null || :
    apt_download "$1" "$apt_fetch_dir/key" "$apt_key_kibibytes"
    apt_import_key "$1" "$2"
    apt_export_key "$1" "$3"
    cmp -s "$apt_key_dir/exported" "$3" || apt_key_changed=yes
    {
        { [ -d "${3%/*}" ] || install -m 0755 -d "${3%/*}"; } &&
            install -m 0644 "$apt_key_dir/exported" "$3.new" && mv "$3.new" "$3"
    } || fail install "cannot write $3"
    # The directory may be the owner's and keeps its mode, so apt's own user may not be able to read the key.
    apt_unreadable=$(apt_not_readable "$3")
    [ -z "$apt_unreadable" ] || fail unreadable "$apt_unreadable"
}

# apt_gpg ARGUMENTS...: runs GnuPG with a separate home and no user settings. It starts no agent or other daemon, so
# operations that need one, such as those with a secret key, fail.
apt_gpg() {
    timeout 60 gpg --homedir "$apt_key_dir" --no-options --no-autostart --batch --no-tty --quiet "$@" 2>"$apt_key_dir/said"
    set -- $?
    apt_ended "$1" gpg 60 >>"$apt_key_dir/said"
    return "$1"
}

# apt_import_key URL FINGERPRINT|-: imports the downloaded key, and fails if it is not exactly the expected one. Puts its
# fingerprint in apt_key_found. GnuPG's home then contains only this key.
apt_import_key() {
    # apt does not need other people's signatures. The key's own signatures, subkeys and revocation are kept.
    apt_gpg --import-options self-sigs-only --import <"$apt_fetch_dir/key" >/dev/null ||
        fail key "GnuPG cannot import the key at $1: $(grep -v 'no gpg-agent running' "$apt_key_dir/said" | tail -n 1)"
    apt_gpg --with-colons --list-keys >"$apt_key_dir/listed" || fail key "GnuPG cannot list the key at $1: $(tail -n 1 "$apt_key_dir/said")"
    apt_only_key "$apt_key_dir/listed" || fail key "the file at $1 contains $apt_key_count keys, not one"
    [ "$2" = - ] || [ "$apt_key_found" = "$2" ] ||
        fail key "the key at $1 has the fingerprint $apt_key_found, not $2"
}

# apt_export_key URL FILE: writes the imported key to $apt_key_dir/exported, in the format that apt expects in
# FILE, and verifies the result. Does not use export-minimal: Docker's archive is signed by a subkey, and a key's owner may
# revoke a subkey or let it expire.
apt_export_key() {
    apt_armor=
    case $2 in *.asc) apt_armor=--armor ;; esac
    {
        apt_gpg ${apt_armor:+"$apt_armor"} --output "$apt_key_dir/exported" --export "$apt_key_found" &&
            apt_gpg --with-colons --show-keys "$apt_key_dir/exported" >"$apt_key_dir/listed"
    } || fail key "GnuPG cannot export the key at $1: $(tail -n 1 "$apt_key_dir/said")"
    apt_key_imported=$apt_key_found
    { apt_only_key "$apt_key_dir/listed" && [ "$apt_key_found" = "$apt_key_imported" ]; } ||
        fail key "the key at $1 is different after the export: ${apt_key_found:-none}"
}

# apt_only_key FILE: whether GnuPG's listing in FILE has one primary key. Puts its fingerprint in apt_key_found.
apt_only_key() {
    apt_key_count=$(awk -F: '$1 == "pub" || $1 == "sec" { keys++ } END { print keys + 0 }' "$1")
    apt_key_found=$(awk -F: '$1 == "fpr" { print $10; exit }' "$1")
    [ "$apt_key_count" = 1 ] && [ -n "$apt_key_found" ]
}

# apt_hold PACKAGES...: holds them at their version. apt-mark does not wait for dpkg's lock.
apt_hold() {
    apt_patience=$apt_lock_seconds
    until apt_unit apt-mark hold "$@"; do
        # dpkg: error: dpkg frontend lock was locked by another process with pid 123
        grep -qE 'lock (was|is) locked by|Could not get lock|Unable to (lock|acquire)' "$apt_log" || apt_fail hold "$(apt_telling)"
        apt_patience=$((apt_patience - 2))
        if [ "$apt_patience" -le 0 ]; then
            apt_holder=$(apt_dpkg_holder)
            fail busy "${apt_holder:-$(apt_telling)}"
        fi
        sleep 2
    done
}
