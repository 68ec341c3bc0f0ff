# shellcheck shell=sh
# Package work on a machine that may have just booted. Needs root. Every function ends the script with
# `fail` when it cannot do its work: reasons busy, timeout, fetch, altered, signature, clock, key, install.

apt_dir=/run/stagecraft
apt_log=$apt_dir/apt-$$.log
apt_fetch_error=

# A key's way: it is fetched by apt's own user, who may enter no directory of ours but this one. GnuPG's home is private.
apt_fetch_dir=/run/stagecraft-fetch-$$
apt_key_dir=$apt_dir/key-$$
apt_key_changed=
# Published keys take a few kilobytes.
apt_key_kibibytes=1024

# What a source of ours begins with. Those with the prelude's old_mark have a key that was installed as it was fetched.
apt_mark='# Written by Stagecraft, format 2; its next run may write it again.'

# apt_begin LOCK_SECONDS INSTALL_SECONDS: how long to wait for others, and for each operation of our own.
apt_begin() {
    apt_lock_seconds=$1
    apt_install_seconds=$2
    { mkdir -p "$apt_dir" && chmod 0700 "$apt_dir" && : >"$apt_log"; } || fail install "cannot write to $apt_dir"
    trap 'rm -rf "$apt_log" "$apt_key_dir" "$apt_fetch_dir"' EXIT
}

# apt_unit COMMAND...: runs it as a unit of the host's own service manager with its output in a file, so that
# a dropped connection, which ends this script, does not end dpkg between two files.
apt_unit() {
    : >"$apt_log"
    apt_unit_said=$(systemd-run --wait --collect --unit="stagecraft-apt-$$" \
        --property=StandardOutput="append:$apt_log" --property=StandardError="append:$apt_log" \
        --property=RuntimeMaxSec="$apt_install_seconds" --property=EnvironmentFile=-/etc/environment \
        env LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a "$@" 2>&1 >/dev/null)
    apt_status=$?
    case $apt_unit_said in
        *"result: timeout"*) fail timeout "the package operation did not end within $apt_install_seconds s" ;;
    esac
    return "$apt_status"
}

# apt_get ARGUMENTS...: apt-get, after what an earlier run or another program left or still holds.
apt_get() {
    apt_patience=$apt_lock_seconds
    apt_repaired=
    until apt_unit apt-get -q -o APT::Get::Assume-Yes=true -o APT::Get::Remove=false \
        -o DPkg::Lock::Timeout="$apt_lock_seconds" -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"; do
        if grep -q '^E: Unable to lock directory' "$apt_log"; then
            # apt waits for dpkg's lock by itself, but not for those on its lists and its archives.
            apt_patience=$((apt_patience - 2))
            [ "$apt_patience" -gt 0 ] || fail busy "$(apt_telling)"
            sleep 2
        elif grep -qE '^E: (Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock the administration directory)' "$apt_log"; then
            # Who holds it apt says while it waits, and no more once it has given up.
            # https://salsa.debian.org/apt-team/apt/-/blob/main/apt-pkg/deb/debsystem.cc (GetLockMaybeWait)
            apt_holder=$(grep -oE '(E: )?Could not get lock [^ ]+ It is held by process [0-9]+ \([^)]*\)' "$apt_log" | tail -n 1)
            fail busy "${apt_holder:-$(apt_telling)}"
        elif [ -z "$apt_repaired" ] && grep -q 'dpkg was interrupted' "$apt_log"; then
            apt_repaired=configured
            # What cannot be configured yet is apt's to mend, in the next round.
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

# apt_telling: the line of the last operation that says what went wrong.
apt_telling() {
    apt_line=$(awk '
        /^dpkg: error:/ { print; found = 1; exit }
        /^dpkg: (error|unrecoverable fatal error,) / { line = $0; if ((getline next_line) > 0) line = line next_line; print line; found = 1; exit }
        /^E: / && !/Sub-process/ && first == "" { first = $0 }
        END { if (!found) print first }' "$apt_log")
    [ -n "$apt_line" ] || apt_line=$(grep -v '^$' "$apt_log" | tail -n 1)
    # Where nothing was printed, how the unit ended tells more than that it was started.
    printf '%s\n' "${apt_line:-${apt_unit_said#"Running as unit: "*"$newline"}}"
}

# apt_update: fetches every index. One that fails is remembered and only matters if an install then fails:
# a broken source that has nothing to do with us must not stop the host.
apt_update() {
    apt_get update || :
    apt_note_fetch_error
}

# apt_note_fetch_error: puts what was wrong with an index in $apt_fetch_error, and its kind in $apt_fetch_reason.
# That a repository "is not signed" is only what follows from a signature that does not hold.
apt_note_fetch_error() {
    apt_fetch_error=$(grep -m 1 -E '^(E:|W: GPG error:|W: Failed to fetch)' "$apt_log")
    case $apt_fetch_error in
        'W: GPG error:'* | *'signatures were invalid'* | *'signatures couldn'*) apt_fetch_reason=signature ;;
        *'is not valid yet'* | *'is expired'*) apt_fetch_reason=clock ;;
        *) apt_fetch_reason=fetch ;;
    esac
}

# apt_update_source FILE: fetches only the index of one file in sources.list.d, which must work.
apt_update_source() {
    apt_get update -o Dir::Etc::SourceList="$1" -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0 \
        -o APT::Update::Error-Mode=any && return
    apt_note_fetch_error
    # The key of a source of ours has just been installed: one more is nothing to install.
    case $apt_fetch_error in *NO_PUBKEY*) fail key "$apt_fetch_error" ;; esac
    [ "$apt_fetch_reason" = fetch ] || fail "$apt_fetch_reason" "$apt_fetch_error"
    fail fetch "$(apt_telling)"
}

# apt_install [OPTIONS] PACKAGES...: installs, and never removes a package to make room.
apt_install() {
    apt_get install --no-install-recommends "$@" && return
    apt_detail=$(apt_telling)
    case $apt_detail in
        "E: Failed to fetch"*"Hash Sum mismatch"* | "E: Failed to fetch"*"unexpected size"*) fail altered "$apt_detail" ;;
        "E: Failed to fetch"*) fail fetch "$apt_detail" ;;
    esac
    [ -z "$apt_fetch_error" ] || fail "$apt_fetch_reason" "$apt_detail (before that: $apt_fetch_error)"
    fail install "$apt_detail"
}

# apt_install_along ALONG PACKAGES...: as apt_install, and in the same operation what a later step will want: ALONG is
# names with commas between them, or -. Answers along=yes where that is installed too. What goes wrong with it is that
# step's to tell, and must not be ours; so it is left out where the script before this one, which was to set up its
# source, has failed.
apt_install_along() {
    apt_along=$1
    shift
    # shellcheck disable=SC2154 # the protocol sets ended
    if [ "$apt_along" != - ] && [ "$ended" = 0 ]; then
        # shellcheck disable=SC2046 # names, one by one
        if apt_get install --no-install-recommends "$@" $(printf '%s\n' "$apt_along" | tr , ' '); then
            answer along yes
            return
        fi
        ! apt_installed "$@" || return 0
    fi
    apt_install "$@"
}

# apt_installed PACKAGES[=VERSION]...: whether dpkg has finished each.
apt_installed() {
    for apt_package; do
        # shellcheck disable=SC2016 # dpkg-query's own format
        [ "$(dpkg-query --show --showformat '${db:Status-Status}' "${apt_package%%=*}" 2>/dev/null)" = installed ] || return 1
    done
}

# apt_find_version PACKAGE PREFIX: puts the newest version whose upstream part is PREFIX, or goes on with it, in apt_found.
apt_find_version() {
    apt_found=$(apt-cache madison "$1" | awk -v prefix="$2" '
        { upstream = $3; sub(/^[0-9]+:/, "", upstream); rest = substr(upstream, length(prefix) + 1) }
        index(upstream, prefix) == 1 && rest !~ /^[0-9]/ { print $3; exit }')
    [ -n "$apt_found" ] && return
    apt_offered=$(apt-cache madison "$1" | awk 'NR <= 5 { printf "%s%s", separator, $3; separator = ", " }')
    fail install "no version $2 of $1 is offered; there is: ${apt_offered:-none}${apt_fetch_error:+ (before that: $apt_fetch_error)}"
}

# apt_download URL FILE KIBIBYTES: with apt's own downloader, so that apt's proxy and certificates apply. It works as
# apt's own user where that one may write FILE, else as root.
# https://salsa.debian.org/apt-team/apt/-/blob/main/apt-pkg/acquire.cc (CheckDropPrivsMustBeDisabled)
apt_download() {
    # More than KIBIBYTES (ulimit takes halves of them) are not written.
    (ulimit -f $(($3 * 2)) && exec timeout "$apt_install_seconds" /usr/lib/apt/apt-helper download-file "$1" "$2") >"$apt_log" 2>&1 && return
    if [ -f "$2" ] && [ "$(wc -c <"$2")" -ge $(($3 * 1024)) ]; then fail key "the file at $1 is larger than $3 KiB, which no key is"; fi
    fail fetch "$(apt_telling)"
}

# apt_source FILE BASE LINE: writes a source of ours, unless the machine's owner has one for BASE. Comes after apt_key.
apt_source() {
    apt_ours=
    apt_old=
    if grep -Fqsx "$apt_mark" "$1"; then apt_ours=--exclude=${1##*/}; fi
    # shellcheck disable=SC2154 # the prelude sets old_mark
    if grep -Fqsx "$old_mark" "$1"; then
        apt_ours=--exclude=${1##*/}
        apt_old=yes
    fi
    [ -z "$apt_ours" ] || [ -z "$apt_old$apt_key_changed" ] || apt_forget "$1"
    # What is commented out, or has another ending, apt does not read: an upgrade of the release leaves such lines.
    if grep -Fhrs --include='*.list' --include='*.sources' ${apt_ours:+"$apt_ours"} "$2" /etc/apt/sources.list /etc/apt/sources.list.d |
        awk -v base="$2" '
            $1 !~ /^#/ { for (i = 1; i <= NF; i++) if ($i == base || $i == base "/") found = 1 }
            END { exit !found }'; then
        # Two sources of one archive with different keys stop apt.
        [ -z "$apt_ours" ] || rm -f "$1"
        return 0
    fi
    if [ -e "$1" ] && [ -z "$apt_ours" ]; then
        fail install "$1 is the owner's, and not for $2"
    fi
    # Until the archive holds with the new key the old mark stays, so that no run passes over it.
    [ -z "$apt_old" ] || apt_prove_source "$3"
    { printf '%s\n' "$apt_mark" "$3" >"$1.new" && chmod 0644 "$1.new" && mv "$1.new" "$1"; } || fail install "cannot write $1"
    [ -n "$apt_old" ] || [ -z "$apt_key_changed" ] || apt_forget "$1"
}

# apt_prove_source LINE: fetches the index of a source that is not written yet, which must work.
apt_prove_source() {
    printf '%s\n' "$1" >"$apt_key_dir/source.list" || fail install "cannot write to $apt_key_dir"
    apt_forget "$apt_key_dir/source.list"
    apt_update_source "$apt_key_dir/source.list"
}

# apt_remove_source FILE: removes a source of ours, and its keyring where nothing else needs that.
apt_remove_source() {
    apt_forget "$1"
    apt_keyring=$(sed -n 's/^deb \[.*signed-by=\([^] ]*\).*/\1/p' "$1")
    rm -f "$1" || fail install "cannot remove $1"
    if [ -n "$apt_keyring" ] && ! grep -Frqs "$apt_keyring" /etc/apt/sources.list /etc/apt/sources.list.d &&
        ! dpkg-query --search "$apt_keyring" >/dev/null 2>&1; then
        rm -f "$apt_keyring" || fail install "cannot remove $apt_keyring"
    fi
}

# apt_forget FILE: removes the indexes that apt has fetched for the sources in FILE. apt goes on using them where it
# cannot fetch others, and it was another key that vouched for them.
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

# apt_key URL FINGERPRINT|- FILE: fetches a signing key and installs it only if it is exactly the one that is expected;
# with -, if it is one key, whichever. What apt then reads (FILE is .asc or .gpg) was written by GnuPG and not by the archive:
# GnuPG, gpgv, sqv and apt itself do not read the same keys from the same bytes.
apt_key() {
    if ! command -v gpg >/dev/null; then
        apt_update
        apt_install gpg
    fi
    { rm -rf "$apt_key_dir" "$apt_fetch_dir" && mkdir -m 0700 "$apt_key_dir" "$apt_fetch_dir"; } || fail install "cannot write to $apt_dir"
    # Where there is no such user, apt downloads as root too.
    chown _apt "$apt_fetch_dir" 2>/dev/null || :
    apt_download "$1" "$apt_fetch_dir/key" "$apt_key_kibibytes"
    apt_import_key "$1" "$2"
    apt_export_key "$1" "$3"
    cmp -s "$apt_key_dir/exported" "$3" || apt_key_changed=yes
    {
        { [ -d "${3%/*}" ] || install -m 0755 -d "${3%/*}"; } &&
            install -m 0644 "$apt_key_dir/exported" "$3.new" && mv "$3.new" "$3"
    } || fail install "cannot write $3"
}

# apt_gpg ARGUMENTS...: GnuPG with a home and without settings of anyone. It starts no agent or other daemon; what needs
# one, such as a secret key, fails.
apt_gpg() {
    timeout 60 gpg --homedir "$apt_key_dir" --no-options --no-autostart --batch --no-tty --quiet "$@" 2>"$apt_key_dir/said"
}

# apt_import_key URL FINGERPRINT|-: whether the key that was fetched is exactly the one that is expected. Leaves its
# fingerprint in apt_key_found, and in GnuPG's home nothing but this key.
apt_import_key() {
    # What others have signed on it is of no use to apt. Its own signatures, its subkeys and its revocation stay.
    apt_gpg --import-options self-sigs-only --import <"$apt_fetch_dir/key" >/dev/null ||
        fail key "GnuPG does not import the key at $1: $(grep -v 'no gpg-agent running' "$apt_key_dir/said" | tail -n 1)"
    apt_gpg --with-colons --list-keys >"$apt_key_dir/listed" || fail key "GnuPG does not list the key at $1: $(tail -n 1 "$apt_key_dir/said")"
    apt_only_key "$apt_key_dir/listed" || fail key "the file at $1 holds $apt_key_count keys, not one"
    [ "$2" = - ] || [ "$apt_key_found" = "$2" ] ||
        fail key "the key at $1 has the fingerprint $apt_key_found, not $2"
}

# apt_export_key URL FILE: writes the key that was imported to $apt_key_dir/exported, in the format that apt expects in
# FILE, and makes sure of what was written. Whole, and not export-minimal: Docker's archive is signed by a subkey, and
# a key's owner may revoke one or let it expire.
apt_export_key() {
    apt_armor=
    case $2 in *.asc) apt_armor=--armor ;; esac
    {
        apt_gpg ${apt_armor:+"$apt_armor"} --output "$apt_key_dir/exported" --export "$apt_key_found" &&
            apt_gpg --with-colons --show-keys "$apt_key_dir/exported" >"$apt_key_dir/listed"
    } || fail key "GnuPG does not export the key at $1: $(tail -n 1 "$apt_key_dir/said")"
    apt_key_imported=$apt_key_found
    { apt_only_key "$apt_key_dir/listed" && [ "$apt_key_found" = "$apt_key_imported" ]; } ||
        fail key "the key at $1 is another one when it is exported: ${apt_key_found:-none}"
}

# apt_only_key FILE: whether GnuPG's listing in FILE has one primary key. Puts its fingerprint in apt_key_found.
apt_only_key() {
    apt_key_count=$(awk -F: '$1 == "pub" || $1 == "sec" { keys++ } END { print keys + 0 }' "$1")
    apt_key_found=$(awk -F: '$1 == "fpr" { print $10; exit }' "$1")
    [ "$apt_key_count" = 1 ] && [ -n "$apt_key_found" ]
}
