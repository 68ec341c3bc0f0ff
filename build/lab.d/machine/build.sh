#!/usr/bin/env bash
# Builds the disk of a machine, which all machines share: machine/build.sh DEST MIRROR.
# DEST/disk.raw is a Debian 13 that has never booted. DEST/vmlinuz and DEST/initrd.img are its kernel.
# Runs in its own mount and pid namespaces, so that no mount and no process remains, however it ends.
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
    sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$here/packages"
}

apt() {
    in_root apt-get -qq -y -o Acquire::Languages=none -o Dpkg::Options::=--force-unsafe-io --no-install-recommends "$@"
}

install_debian() {
    debootstrap --variant=minbase trixie "$root" "$mirror"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    apt update
}

# Small, because the machine unpacks it at each boot and has no fast processor.
install_kernel() {
    mkdir -p "$root/etc/initramfs-tools/conf.d"
    printf 'MODULES=list\nCOMPRESS=zstd\n' >"$root/etc/initramfs-tools/conf.d/lab"
    printf '%s\n' virtio_pci virtio_blk ext4 >"$root/etc/initramfs-tools/modules"
    # shellcheck disable=SC2046 # a list of names
    apt install $(packages)
    cp -L "$root"/boot/vmlinuz-* "$dest/vmlinuz"
    cp -L "$root"/boot/initrd.img-* "$dest/initrd.img"
    rm "$root"/boot/initrd.img-* # the lab starts the kernel with its own copy
}

configure_services() {
    printf '%s\n' 'PasswordAuthentication no' >"$root/etc/ssh/sshd_config.d/lab.conf"
    echo '/dev/vda / ext4 defaults,errors=remount-ro 0 1' >"$root/etc/fstab"
    in_root systemctl --quiet enable systemd-networkd.service ssh.service
    # The console shows the boot, and has no login. Package operations in the background would make test results depend on timing.
    in_root systemctl --quiet mask serial-getty@ttyS0.service getty.target apt-daily.timer apt-daily-upgrade.timer \
        dpkg-db-backup.timer e2scrub_all.timer fstrim.timer systemd-firstboot.service
}

# The first boot reads everything else from the seed.
configure_cloud_init() {
    echo 'datasource_list: [NoCloud]' >"$root/etc/cloud/cloud.cfg.d/90_lab.cfg"
}

# Removes files that must be different on each machine, and files that are not needed.
strip() {
    apt clean
    rm -rf "$root"/var/lib/apt/lists/* "$root"/tmp/* "$root"/etc/ssh/ssh_host_*_key* "$root"/var/log/*.log \
        "$root"/usr/share/doc/* "$root"/usr/share/locale/* "$root/etc/apt/sources.list"
    mkdir -p "$root/var/lib/apt/lists/partial"
    : >"$root/etc/machine-id"
    : >"$root/etc/resolv.conf"
    rm -f "$root/etc/hostname"
    umount "$root/sys" "$root/proc"
}

make_disk() {
    truncate --size=6G "$dest/disk.raw"
    mkfs.ext4 -q -d "$root" -L root "$dest/disk.raw"
    rm -rf --one-file-system "$root"
}

install_debian
install_kernel
configure_services
configure_cloud_init
strip
make_disk
