#!/usr/bin/env bash
# Builds the base image that all hosts share: image/build.sh DEST MIRROR.
# Runs in its own mount and pid namespaces, so that no mount and no process
# remains, however it ends.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dest=$1
mirror=$2
root=$dest/root

in_root() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
}

packages() {
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$here/packages" | paste -sd,
}

debian_underneath() {
    debootstrap --variant=minbase --include="$(packages)" bookworm "$root" "$mirror"
    mount -t proc proc "$root/proc"
}

# The real packages of Docker and its dependencies, for the lab's package archives.
download_packages() {
    mkdir -p "$dest/debs"
    in_root apt-get clean
    in_root apt-get -qq update
    in_root apt-get -qq -y --no-install-recommends --download-only install docker.io
    in_root apt-get -qq -y --download-only --reinstall install iptables
    mv "$root"/var/cache/apt/archives/*.deb "$dest/debs/"
}

# Debian 12 does not have Compose v2. Debian 13's is a Go program that also runs on
# Debian 12. If it is not available, the archives get a stand-in (see repo/build.sh).
download_compose() {
    local options=(-o Dir::Etc::sourcelist=/tmp/next.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=/tmp/next)
    mkdir -p "$root/tmp/next/partial" "$dest/compose"
    echo "deb $mirror trixie main" >"$root/tmp/next.list"
    if in_root apt-get -qq "${options[@]}" update \
        && in_root sh -c "cd /tmp && apt-get -qq ${options[*]} download docker-compose"; then
        mv "$root"/tmp/docker-compose_*.deb "$dest/compose/"
    fi
}

# Throw-away keys, one per repository. They are created once per cached image.
make_keys() {
    local name home
    home=$(mktemp -d /tmp/lab-keys.XXXXXX)
    mkdir -p "$dest/keys"
    for name in ubuntu docker tailscale; do
        gpg --homedir "$home" --batch --quiet --passphrase '' \
            --quick-generate-key "Stagecraft lab: stand-in $name archive" rsa3072 sign never
        gpg --homedir "$home" --export "stand-in $name archive" >"$dest/keys/$name.gpg"
        gpg --homedir "$home" --armor --export "stand-in $name archive" >"$dest/keys/$name.asc"
        gpg --homedir "$home" --batch --export-secret-keys "stand-in $name archive" >"$dest/keys/$name.secret"
        gpg --homedir "$home" --with-colons --fingerprint "stand-in $name archive" \
            | awk -F: '$1 == "fpr" { print $10; exit }' >"$dest/keys/$name.fingerprint"
    done
    chmod 0700 "$dest/keys"
    rm -rf "$home"
}

# These files make Debian 12 look like Ubuntu 22.04; see the README.
look_like_ubuntu() {
    cp "$here/files/os-release" "$root/usr/lib/os-release"
    cp "$here/files/lsb-release" "$root/etc/lsb-release"
    echo bookworm/sid >"$root/etc/debian_version"
    : >"$root/etc/apt/sources.list"
    install -m 0644 "$dest/keys/ubuntu.gpg" "$root/etc/apt/trusted.gpg.d/ubuntu-keyring-2018-archive.gpg"
}

add_users() {
    # The base system already has a group "operator".
    in_root useradd --create-home --gid operator --shell /bin/bash operator
    in_root useradd --create-home --shell /bin/bash nosudo
    echo 'operator ALL=(ALL) NOPASSWD:ALL' >"$root/etc/sudoers.d/90-operator"
    chmod 0440 "$root/etc/sudoers.d/90-operator"
}

configure_services() {
    cp "$here/files/lab-network.service" "$root/etc/systemd/system/"
    printf '%s\n' 'PasswordAuthentication no' 'MaxStartups 100:30:300' >"$root/etc/ssh/sshd_config.d/lab.conf"
    in_root systemctl --quiet enable lab-network.service ssh.service
    # A host has no console. Package operations in the background would make test results depend on timing.
    in_root systemctl --quiet mask console-getty.service getty.target apt-daily.timer apt-daily-upgrade.timer \
        dpkg-db-backup.timer e2scrub_all.timer fstrim.timer systemd-firstboot.service
}

# Removes files that must be different on each host, and files that are not needed.
strip() {
    in_root apt-get clean
    rm -rf "$root"/var/lib/apt/lists/* "$root"/tmp/* "$root"/etc/ssh/ssh_host_*_key* "$root"/var/log/*.log \
        "$root"/usr/share/doc/* "$root"/usr/share/locale/*
    mkdir -p "$root/var/lib/apt/lists/partial"
    : >"$root/etc/machine-id"
    : >"$root/etc/resolv.conf"
    rm -f "$root/etc/hostname"
    umount "$root/proc"
}

debian_underneath
download_packages
download_compose
make_keys
look_like_ubuntu
add_users
configure_services
strip
