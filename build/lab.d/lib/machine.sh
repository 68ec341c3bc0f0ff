# A host that is a machine: it has its own kernel, disk and clock, and runs in qemu without hardware support.
# shellcheck shell=bash

# A wrong clock is a common fault of real machines. This one is a day ahead, so it cannot be this machine's clock.
readonly MACHINE_CLOCK='1 day'

is_machine() { [ -s "$(host_dir "$1")/machine" ]; } # INDEX

has_machines() {
    local index
    for index in $(host_indices); do
        ! is_machine "$index" || return 0
    done
    return 1
}

need_machine_programs() {
    [ "$(dpkg --print-architecture)" = amd64 ] || die "machines are supported only on amd64"
    need_programs qemu-system-x86_64:qemu-system-x86 qemu-img:qemu-utils mkfs.ext4:e2fsprogs
}

# Sets MACHINE, the directory with the disk and the kernel of new machines.
ensure_machine() {
    MACHINE=$CACHE/machine-$(recipe_hash "$PIECES/machine")
    build_once "$MACHINE" "$PIECES/machine/build.sh" "building the disk of a machine (once; about two minutes)"
}

# --- the files of a machine ---

prepare_machine() { # INDEX
    local dir image
    dir=$(host_dir "$1")
    image=$(<"$dir/machine")
    [ -e "$dir/prepared" ] && return 0
    write_seed "$1"
    rm -f "$dir/disk.qcow2"
    qemu-img create -q -f qcow2 -b "$image/disk.raw" -F raw "$dir/disk.qcow2"
    : >"$dir/prepared"
}

# What a cloud gives a new machine: cloud-init reads it at the first boot.
write_seed() { # INDEX
    local dir seed
    dir=$(host_dir "$1")
    seed=$dir/seed
    mkdir -p "$seed"
    printf 'instance-id: %s\nlocal-hostname: %s\n' "$(cat /proc/sys/kernel/random/uuid)" "$(host_name "$1")" >"$seed/meta-data"
    # It has the host's private keys.
    (umask 077 && user_data "$1" >"$seed/user-data")
    cat >"$seed/network-config" <<END_OF_NETWORK
version: 2
ethernets:
  lan:
    match: {macaddress: "$(machine_mac "$1")"}
    addresses: [$(host_address "$1")/24]
END_OF_NETWORK
}

user_data() { # INDEX
    cat <<END_OF_USER_DATA
#cloud-config
manage_etc_hosts: localhost
disable_root: false
ssh_pwauth: false
users:
  - name: root
    ssh_authorized_keys: ["$(<"$STATE/id_ed25519.pub")"]
  - name: operator
    primary_group: operator
    no_user_group: true
    shell: /bin/bash
    sudo: "ALL=(ALL) NOPASSWD:ALL"
    ssh_authorized_keys: ["$(<"$STATE/id_ed25519.pub")"]
  - name: nosudo
    shell: /bin/bash
    ssh_authorized_keys: ["$(<"$STATE/id_ed25519.pub")"]
ssh_keys:
$(host_keys_yaml "$1")
bootcmd:
  - [sh, -c, "grep -q lab-archive /etc/hosts || echo $(bridge_address) lab-archive >>/etc/hosts"]
write_files:
  - path: /usr/share/keyrings/debian-archive-keyring.gpg
    encoding: b64
    content: $(base64 --wrap=0 "$(lab_keys)/distribution.gpg")
apt:
  preserve_sources_list: false
  sources_list: |
    Types: deb
    URIs: http://$(bridge_address):8000/debian
    Suites: trixie
    Components: main
    Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END_OF_USER_DATA
}

host_keys_yaml() { # INDEX
    local type dir
    dir=$(host_dir "$1")/keys
    for type in ed25519 ecdsa rsa; do
        printf '  %s_private: |\n%s\n' "$type" "$(sed 's/^/    /' "$dir/ssh_host_${type}_key")"
        printf '  %s_public: %s\n' "$type" "$(<"$dir/ssh_host_${type}_key.pub")"
    done
}

# The second half of the address is the number of the lab and of the host.
machine_mac() { printf '52:54:00:d5:%02x:%02x' "$(<"$STATE/number")" "$1"; } # INDEX

remove_disk() { # DIR
    rm -rf "$1/disk.qcow2" "$1/seed" "$1/prepared"
}

# --- start and stop ---

add_tap() { # INDEX
    local name
    name=vb-$(machine_name "$1")
    ip link delete "$name" 2>/dev/null || true
    ip tuntap add dev "$name" mode tap
    ip link set "$name" master "$(bridge)" up
}

remove_tap() { # INDEX
    ip link delete "vb-$(machine_name "$1")" 2>/dev/null || true
}

# The same process runs the machine through its reboots. It ends when the machine is powered off.
start_machine() { # INDEX
    local dir image
    dir=$(host_dir "$1")
    image=$(<"$dir/machine")
    add_tap "$1"
    (
        record_process "$(process_file "$1")" "$BASHPID"
        exec 6>&- 7>&- 8>&-
        exec setsid qemu-system-x86_64 -nodefaults -no-user-config -name "$(machine_name "$1")" \
            -accel tcg,thread=multi -cpu max -smp 2 -m 1536 \
            -rtc base="$(date --utc --date="$MACHINE_CLOCK" +%Y-%m-%dT%H:%M:%S)" \
            -kernel "$image/vmlinuz" -initrd "$image/initrd.img" -append 'root=/dev/vda console=ttyS0 quiet mitigations=off systemd.ssh_auto=no' \
            -drive "if=virtio,format=qcow2,file=$dir/disk.qcow2" \
            -drive "if=virtio,format=raw,read-only=on,file.driver=vvfat,file.dir=$dir/seed,file.label=CIDATA" \
            -netdev "tap,id=lan,ifname=vb-$(machine_name "$1"),script=no,downscript=no" \
            -device "virtio-net-pci,netdev=lan,mac=$(machine_mac "$1")" \
            -device virtio-rng-pci -display none -monitor none -serial stdio
    ) </dev/null >"$dir/console.log" 2>&1 &
    record_process "$(process_file "$1")" $!
}

# --- on the machine ---

on_machine() { # INDEX COMMAND...: as root over SSH
    local address
    address=$(host_address "$1")
    ssh_as_root "$1"
    shift
    # After a crash of the machine, its next kernel rejects the connection.
    "${SSH[@]}" -o ConnectTimeout=60 -o ServerAliveInterval=5 -o ServerAliveCountMax=120 "root@$address" \
        "$(printf '%q ' /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C TERM="${TERM:-dumb}" "$@")" 6>&- 7>&- 8>&-
}

# A first boot takes a minute or two, and much longer on a busy computer.
wait_machine() { # INDEX
    local dir began=$SECONDS said=$SECONDS
    dir=$(host_dir "$1")
    until booted "$1"; do
        recorded_process "$(process_file "$1")" >/dev/null || die "host $1 ended while it booted; the end of $dir/console.log: $(tail -n 3 "$dir/console.log")"
        [ $((SECONDS - began)) -lt 3600 ] || die "host $1 was not ready after an hour; see $dir/console.log"
        if [ $((SECONDS - said)) -ge 60 ]; then
            say "host $1 has been booting for $(((SECONDS - began) / 60)) min: $(tail -n 1 "$dir/console.log" | tr -cd '[:print:]')"
            said=$SECONDS
        fi
        sleep 0.5
    done
}
