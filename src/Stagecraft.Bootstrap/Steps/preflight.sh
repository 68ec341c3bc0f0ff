# Probes what kind of host this is. Reads only.

# Like `id -u`, but starts no process if /proc is available.
uid=
while read -r key _ value _; do
    [ "$key" = Uid: ] || continue
    uid=$value
    break
done 2>/dev/null </proc/self/status
answer uid "${uid:-$(id -u)}"

# Parsed, not sourced, because the file is data.
while IFS='=' read -r key value; do
    value=${value#\"}
    value=${value%\"}
    case $key in
        ID) answer os_id "$value" ;;
        VERSION_ID) answer os_version "$value" ;;
        PRETTY_NAME) answer os_name "$value" ;;
    esac
done 2>/dev/null </etc/os-release

[ ! -d /run/systemd/system ] || answer systemd yes

# The dynamic linkers that the ABIs of amd64 and arm64 prescribe. Like `dpkg --print-architecture`, but starts no process.
[ ! -e /lib64/ld-linux-x86-64.so.2 ] || answer arch amd64
[ ! -e /lib/ld-linux-aarch64.so.1 ] || answer arch arm64

# The identity of the machine. No single id is enough: machines created from one template may share the machine id, and
# containers share their kernel's boot id.
value=
read -r value 2>/dev/null </etc/machine-id
answer machine_id "$value"
value=
read -r value 2>/dev/null </proc/sys/kernel/random/boot_id
answer boot_id "$value"
# Field 22 is the start time of process 1. Its name, in parentheses, may contain any characters. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
value=
read -r value 2>/dev/null </proc/1/stat
# shellcheck disable=SC2086 # fields
set -- ${value##*)}
answer init_start "${20-}"

# The files that `cloud-init status` checks. Checking them starts no process; cloud-init is Python and slow.
# https://github.com/canonical/cloud-init/blob/main/cloudinit/cmd/status.py
if [ -e /run/cloud-init ] && [ ! -e /run/cloud-init/disabled ] && [ ! -e /run/cloud-init/result.json ]; then
    answer cloud_init running
fi

# A package operation of an earlier run continues without that run, as a unit (apt.sh).
set -- /run/systemd/transient/stagecraft-apt-*.service
[ ! -e "$1" ] || answer earlier running

# dpkg keeps its journal here while it works. A remaining file means an interrupted operation, and apt refuses to work
# until it is finished. https://manpages.debian.org/dpkg.1 (--audit)
set -- /var/lib/dpkg/updates/*
if [ -e "$1" ]; then
    pidof dpkg >/dev/null
    # Exactly 1 means that dpkg is not running. Any other status means that pidof failed or was interrupted.
    [ $? -ne 1 ] || answer dpkg interrupted
fi
