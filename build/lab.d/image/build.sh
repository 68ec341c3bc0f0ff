#!/usr/bin/env bash
# Builds the base image of a platform, which all its hosts share: image/build.sh DEST MIRROR PLATFORM.
# DEST/root is the image, DEST/debs are the packages of the release's own archive that hosts install.
# Runs in its own mount and pid namespaces, so that no mount and no process
# remains, however it ends.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dest=$1
mirror=$2
platform=$3
root=$dest/root
read -r _ distribution _ codename release < <(grep "^$platform " "$here/platforms")

in_root() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
}

packages() {
    sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$here/packages" | paste -sd,
}

# The index of unstable expires within days, and a mirror can be older. Nothing needs to survive a crash of this machine.
apt() {
    local options=(-qq -y -o Acquire::Languages=none -o Dpkg::Options::=--force-unsafe-io)
    [ "$release" != sid ] || options+=(-o Acquire::Check-Valid-Until=false)
    in_root apt-get "${options[@]}" "$@"
}

install_debian() {
    debootstrap --variant=minbase --include="$(packages)" "$release" "$root" "$mirror"
    mount -t proc proc "$root/proc"
    apt update
    apt --no-install-recommends install cloud-init needrestart
    # Every image of Ubuntu has AppArmor's tools. Those of Debian may lack them.
    [ "$distribution" != ubuntu ] || apt --no-install-recommends install apparmor
}

# The release's own packages of Docker, and of what Docker needs or conflicts with.
download_packages() {
    local docker=(docker.io docker-compose apparmor)
    # In Debian 12, docker.io has the client, and there is no Buildx.
    [ "$release" = bookworm ] || docker+=(docker-cli docker-buildx)
    mkdir -p "$dest/debs"
    apt clean
    apt --no-install-recommends --download-only install "${docker[@]}"
    apt --no-install-recommends --download-only install podman-docker
    apt --download-only --reinstall install iptables
    # Also if the image has it: a host whose AppArmor was removed installs it again.
    apt --no-install-recommends --download-only --reinstall install apparmor
    mv "$root"/var/cache/apt/archives/*.deb "$dest/debs/"
}

# The files in which an Ubuntu host differs from a Debian host; see the README.
look_like_ubuntu() {
    local files=$here/files/$platform
    cp "$files/os-release" "$root/usr/lib/os-release"
    cp "$files/lsb-release" "$root/etc/lsb-release"
    cp "$files/debian_version" "$root/etc/debian_version"
    rm -f "$root"/etc/apt/trusted.gpg.d/debian-archive-*
}

# As in Ubuntu 26.04: the tools are uutils' and sudo is sudo-rs. The other sudo is still there, as sudo.ws.
use_rust_tools() {
    local tool
    apt --no-install-recommends install rust-coreutils sudo-rs
    mv "$root/usr/bin/sudo" "$root/usr/bin/sudo.ws"
    ln -s ../lib/cargo/bin/sudo "$root/usr/bin/sudo"
    for tool in "$root"/usr/lib/cargo/bin/coreutils/*; do
        ln -sf "../lib/cargo/bin/coreutils/${tool##*/}" "$root/usr/bin/${tool##*/}"
    done
    in_root timeout --version | grep uutils
    in_root sudo --version | grep sudo-rs
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

configure_cloud_init() {
    local seed=$root/var/lib/cloud/seed/nocloud
    cp "$here/files/cloud.cfg" "$root/etc/cloud/cloud.cfg.d/90_lab.cfg"
    mkdir -p "$seed"
    echo 'instance-id: lab' >"$seed/meta-data"
    echo '#cloud-config' >"$seed/user-data"
}

# Removes files that must be different on each host, and files that are not needed.
strip() {
    apt clean
    rm -rf "$root"/var/lib/apt/lists/* "$root"/tmp/* "$root"/etc/ssh/ssh_host_*_key* "$root"/var/log/*.log \
        "$root"/usr/share/doc/* "$root"/usr/share/locale/* "$root/etc/apt/sources.list"
    mkdir -p "$root/var/lib/apt/lists/partial"
    : >"$root/etc/machine-id"
    : >"$root/etc/resolv.conf"
    rm -f "$root/etc/hostname"
    umount "$root/proc"
}

install_debian
download_packages
[ "$distribution" != ubuntu ] || look_like_ubuntu
[ "$codename" != resolute ] || use_rust_tools
add_users
configure_services
configure_cloud_init
strip
