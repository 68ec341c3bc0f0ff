# One host: an overlay over the base image, booted with systemd-nspawn. machine.sh has what is different for a machine.
# shellcheck shell=bash

host_dir() { printf '%s/hosts/%s' "$STATE" "$1"; }
host_id() { printf 'lab-%02d' "$1"; }
host_role() { if [ "$1" = 1 ]; then printf db; else printf app; fi; }
host_platform() { cat "$(host_dir "$1")/platform" 2>/dev/null || die "this lab was created by another version of this command; run 'lab down'"; }
host_name() { if [ "$1" = 1 ]; then printf db-1; else printf 'app-%s' "$(($1 - 1))"; fi; }

host_indices() {
    local dir
    for dir in "$STATE"/hosts/*/; do
        [ ! -d "$dir" ] || basename "$dir"
    done | sort -n
}

index_of() { # INDEX, ID or NAME: prints the index
    local index
    for index in $(host_indices); do
        case $1 in
            "$index" | "$(host_id "$index")" | "$(host_name "$index")") printf '%s' "$index" && return 0 ;;
        esac
    done
    die "lab '$LAB' has no host '$1'; hosts: $(host_indices | paste -sd' ')"
}

# --- the files of a host ---

make_keys() { # DIR: a reset keeps the keys, so that known_hosts stays valid
    local type
    mkdir -p "$1/keys"
    for type in ed25519 ecdsa rsa; do
        [ -s "$1/keys/ssh_host_${type}_key.pub" ] || ssh-keygen -q -t "$type" -N '' -C "lab" -f "$1/keys/ssh_host_${type}_key" </dev/null
    done
}

mount_overlay() { # DIR
    local base
    mountpoint -q "$1/root" && return 0
    mkdir -p "$1/root" "$1/upper" "$1/work"
    base=$(platform_base "$(<"$1/platform")")
    mount -t overlay -o "lowerdir=$base/root,upperdir=$1/upper,workdir=$1/work" "lab-$LAB" "$1/root"
}

authorize() { # ROOT HOME OWNER
    local owner
    owner=$(awk -F: -v name="$3" '$1 == name { print $3 ":" $4 }' "$1/etc/passwd")
    install -d -m 0700 -o "${owner%:*}" -g "${owner#*:}" "$1$2/.ssh"
    install -m 0600 -o "${owner%:*}" -g "${owner#*:}" "$STATE/id_ed25519.pub" "$1$2/.ssh/authorized_keys"
}

personalize() { # INDEX: writes the only files that differ between new hosts
    local dir root user
    dir=$(host_dir "$1")
    root=$dir/root
    host_name "$1" >"$root/etc/hostname"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n%s lab-archive\n' "$(host_name "$1")" "$(bridge_address)" >"$root/etc/hosts"
    printf 'LAB_ADDRESS=%s/24\n' "$(host_address "$1")" >"$root/etc/lab-network"
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    write_sources "$root" "$(host_platform "$1")"
    cp "$dir"/keys/ssh_host_* "$root/etc/ssh/"
    chmod 0600 "$root"/etc/ssh/ssh_host_*_key
    authorize "$root" /root root
    for user in operator nosudo; do authorize "$root" "/home/$user" "$user"; done
}

# As an image of that release has them, with the lab's archive and its key.
write_sources() { # ROOT PLATFORM
    local url codename distribution keyring
    distribution=$(distribution_of "$2")
    codename=$(codename_of "$2")
    url=http://$(bridge_address):8000/$distribution
    if [ "$codename" = jammy ]; then
        cp "$(lab_keys)/distribution.gpg" "$1/etc/apt/trusted.gpg.d/ubuntu-keyring-2018-archive.gpg"
        printf 'deb %s %s main\n' "$url" "$codename" >"$1/etc/apt/sources.list"
    else
        keyring=/usr/share/keyrings/$distribution-archive-keyring.gpg
        rm -f "$1$keyring"
        cp "$(lab_keys)/distribution.gpg" "$1$keyring"
        printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$url" "$codename" "$keyring" \
            >"$1/etc/apt/sources.list.d/$distribution.sources"
    fi
}

# A host uses seven inotify instances, which count for this machine's root user. With the kernel's limit of 128 per
# user, the eighteenth host on the machine does not boot ("Failed to allocate manager object").
allow_many_hosts() {
    local limit=/proc/sys/fs/inotify/max_user_instances
    [ "$(<"$limit")" -lt 4096 ] || return 0
    say "raising $limit to 4096 until the machine's next boot"
    echo 4096 >"$limit" || true
}

# --- the cgroup of a host: it contains all processes of the host and no others ---

cgroup_dirs() { # MACHINE
    awk -v name="$1" '$3 == "cgroup" || $3 == "cgroup2" { print $2 "/stagecraft-lab/" name }' /proc/mounts
}

enter_cgroup() { # MACHINE: moves the current subshell into the cgroup
    local dir
    for dir in $(cgroup_dirs "$1"); do
        mkdir -p "$dir" 2>/dev/null || continue
        copy_cpuset "$dir"
        # All hosts are in one group. By default, the group would get only as much processor time as a single process.
        echo 16384 2>/dev/null >"$(dirname "$dir")/cpu.shares" || true
        echo "$BASHPID" >"$dir/cgroup.procs" 2>/dev/null || true
    done
}

copy_cpuset() { # DIR: cgroup v1 accepts processes only after these are set
    local file level
    for level in "$(dirname "$1")" "$1"; do
        for file in cpuset.cpus cpuset.mems; do
            if [ -e "$level/$file" ] && [ -z "$(cat "$level/$file")" ]; then
                cat "$(dirname "$level")/$file" >"$level/$file" 2>/dev/null || true
            fi
        done
    done
}

remove_cgroup() { # MACHINE
    local dir
    for dir in $(cgroup_dirs "$1"); do
        [ ! -d "$dir" ] || find "$dir" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
}

# --- start and stop ---

process_file() { # INDEX: the record of the process that runs the host
    if is_machine "$1"; then printf '%s/qemu.pid' "$(host_dir "$1")"; else printf '%s/nspawn.pid' "$(host_dir "$1")"; fi
}

leader() { # INDEX: prints the id that the host's pid 1 has on this machine, or that of qemu
    local pid
    pid=$(recorded_process "$(process_file "$1")") || return 1
    if is_machine "$1"; then
        printf '%s' "$pid"
        return 0
    fi
    # shellcheck disable=SC2046 # a list of numbers
    set -- $(cat "/proc/$pid/task/$pid/children" 2>/dev/null)
    [ -n "${1-}" ] && printf '%s' "$1"
}

host_root() { # INDEX: prints the path of its file system on this machine. A machine has none
    ! is_machine "$1" && printf '%s/root' "$(host_dir "$1")"
}

prepare_host() { # INDEX [PLATFORM of a new host] [MACHINE, if it is a machine: the directory of its image]
    local dir
    dir=$(host_dir "$1")
    mkdir -p "$dir"
    if [ ! -s "$dir/platform" ]; then
        [ -z "${3-}" ] || printf '%s\n' "$3" >"$dir/machine"
        printf '%s\n' "$2" >"$dir/platform"
    fi
    make_keys "$dir"
    if is_machine "$1"; then
        prepare_machine "$1"
        return 0
    fi
    if [ ! -e "$dir/prepared" ]; then
        mount_overlay "$dir"
        personalize "$1"
        : >"$dir/prepared"
    fi
    mount_overlay "$dir"
}

start_host() { # INDEX [PLATFORM of a new host] [MACHINE]
    local dir machine
    dir=$(host_dir "$1")
    recorded_process "$(process_file "$1")" >/dev/null && return 0
    machine=$(machine_name "$1")
    prepare_host "$@"
    if is_machine "$1"; then
        start_machine "$1"
        return 0
    fi
    # The kernel removes the network of a dead host with a delay. A remaining interface would prevent the start.
    ip link delete "vb-$machine" 2>/dev/null || true
    (
        # The subshell records itself first, so that a host has a record even after a kill -9 of
        # this script. exec changes neither the id nor the start time.
        record_process "$dir/nspawn.pid" "$BASHPID"
        enter_cgroup "$machine"
        exec 6>&- 7>&- 8>&-
        # Newer systemd does not boot with the first version of control groups, which this machine may use.
        [ "$(release_of "$(host_platform "$1")")" != sid ] || export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
        exec setsid systemd-nspawn --quiet --directory="$dir/root" --machine="$machine" --hostname="$(host_name "$1")" \
            --boot --network-bridge="$(bridge)" --capability=all --register=no --keep-unit --link-journal=no \
            --resolv-conf=off --timezone=off --console=read-only \
            --system-call-filter="@keyring bpf"
    ) </dev/null >"$dir/console.log" 2>&1 &
    record_process "$dir/nspawn.pid" $!
}

# Like a power cut: pid 1 of the host is killed, and the kernel ends all its other processes. For a machine, qemu is killed.
cut_power() { # INDEX
    local pid
    if pid=$(leader "$1"); then kill -KILL "$pid" 2>/dev/null || true; fi
}

stop_host() { # INDEX
    local machine i
    machine=$(machine_name "$1")
    cut_power "$1"
    # nspawn cleans up and then ends on its own.
    for ((i = 0; i < 1000; i++)); do
        recorded_process "$(process_file "$1")" >/dev/null || break
        sleep 0.05
    done
    stop_process "$(process_file "$1")"
    if is_machine "$1"; then remove_tap "$1"; fi
    remove_cgroup "$machine"
    # Otherwise this machine would still use the host's old link-layer address for some seconds.
    ip neigh flush to "$(host_address "$1")" dev "$(bridge)" 2>/dev/null || true
    rmdir "/run/systemd/nspawn/propagate/$machine" 2>/dev/null || true
}

remove_files() { # INDEX: what the host has written
    if is_machine "$1"; then remove_disk "$(host_dir "$1")"; else remove_overlay "$(host_dir "$1")"; fi
}

remove_overlay() { # DIR
    if mountpoint -q "$1/root"; then umount "$1/root" 2>/dev/null || umount -l "$1/root"; fi
    rm -rf "$1/upper" "$1/work" "$1/prepared"
}

remove_host() { # INDEX
    local dir
    dir=$(host_dir "$1")
    stop_host "$1"
    remove_files "$1"
    rm -rf --one-file-system "$dir"
}

# --- is it ready? ---

# Sets SSH to the command. It uses the host's own key, not the known_hosts file, which is part of the tests.
ssh_as_root() { # INDEX
    # shellcheck disable=SC2034 # used by the callers
    SSH=(ssh -q -i "$STATE/id_ed25519" -o IdentitiesOnly=yes -o BatchMode=yes -o GlobalKnownHostsFile=/dev/null
        -o StrictHostKeyChecking=yes -o HostKeyAlgorithms=ssh-ed25519
        -o KnownHostsCommand="/bin/echo %H $(cut -d ' ' -f 1,2 "$(host_dir "$1")/keys/ssh_host_ed25519_key.pub")"
        -o UserKnownHostsFile=/dev/null)
}

ssh_banner() { # ADDRESS
    local line=
    { exec 3<>"/dev/tcp/$1/22"; } 2>/dev/null || return 1
    read -r -t 2 line <&3 || true
    exec 3>&-
    case $line in SSH-2.0-*) return 0 ;; esac
    return 1
}

inside() { # PID COMMAND...: as root in all of the host's namespaces, without SSH
    local pid=$1
    shift
    nsenter --target "$pid" --mount --uts --ipc --net --pid --cgroup --root --wd=/proc/"$pid"/root -- \
        /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C TERM="${TERM:-dumb}" "$@" 6>&- 7>&- 8>&-
}

on_host() { # INDEX COMMAND...: as root
    local index=$1 pid
    shift
    if is_machine "$index"; then
        on_machine "$index" "$@"
    else
        pid=$(leader "$index") || return 1
        inside "$pid" "$@"
    fi
}

booted() { # INDEX
    case $(on_host "$1" systemctl is-system-running 2>/dev/null </dev/null || true) in
        running | degraded) return 0 ;;
    esac
    return 1
}

wait_ready() { # INDEX
    local i dir
    if is_machine "$1"; then
        wait_machine "$1"
        return 0
    fi
    dir=$(host_dir "$1")
    for ((i = 0; i < 3000; i++)); do
        if ssh_banner "$(host_address "$1")" && booted "$1"; then return 0; fi
        recorded_process "$(process_file "$1")" >/dev/null || die "host $1 ended while it booted; the end of $dir/console.log: $(tail -n 3 "$dir/console.log")"
        sleep 0.1
    done
    die "host $1 was not ready after 5 min; see $dir/console.log"
}

host_state() { # INDEX
    if [ ! -e "$(process_file "$1")" ] || ! recorded_process "$(process_file "$1")" >/dev/null; then
        printf stopped
    elif ssh_banner "$(host_address "$1")" && booted "$1"; then
        printf ready
    else
        printf starting
    fi
}
