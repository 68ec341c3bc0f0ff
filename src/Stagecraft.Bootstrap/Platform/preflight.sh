# Asks what kind of host this is. Reads only.

# What `id -u` says, without a process where there is a /proc.
uid=
while read -r key _ value _; do
    [ "$key" = Uid: ] || continue
    uid=$value
    break
done 2>/dev/null </proc/self/status
answer uid "${uid:-$(id -u)}"

# Read, not sourced: the file is data.
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

# Which machine this is. Its id alone does not tell: machines made from one template may share it, and containers share
# their kernel's boot id.
value=
read -r value 2>/dev/null </etc/machine-id
answer machine_id "$value"
value=
read -r value 2>/dev/null </proc/sys/kernel/random/boot_id
answer boot_id "$value"
# Field 22 is when process 1 started; its name, in parentheses, may hold anything. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
value=
read -r value 2>/dev/null </proc/1/stat
# shellcheck disable=SC2086 # fields
set -- ${value##*)}
answer init_start "${20-}"

# The files that `cloud-init status` itself looks at: it is Python, and these cost nothing.
# https://github.com/canonical/cloud-init/blob/main/cloudinit/cmd/status.py
if [ -e /run/cloud-init ] && [ ! -e /run/cloud-init/disabled ] && [ ! -e /run/cloud-init/result.json ]; then
    answer cloud_init running
fi

# A package operation that an earlier run began goes on without that run, as a unit (apt.sh).
set -- /run/systemd/transient/stagecraft-apt-*.service
[ ! -e "$1" ] || answer earlier running

# dpkg keeps its journal here while it works; a file that stays is an operation that was cut off, and apt refuses
# to do anything until it is finished. https://manpages.debian.org/dpkg.1 (--audit)
set -- /var/lib/dpkg/updates/*
if [ -e "$1" ]; then
    pidof dpkg >/dev/null
    # Only that: a pidof that was cut off has not looked.
    [ $? -ne 1 ] || answer dpkg interrupted
fi
