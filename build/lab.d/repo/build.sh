#!/usr/bin/env bash
# Builds the three apt archives that a lab serves: repo/build.sh BASE DEST.
# BASE is the output of image/build.sh: the original packages, and the keys.
# Runs in its own pid namespace, so that gpg's agent ends with it.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=$1
dest=$2
arch=$(dpkg --print-architecture)
work=$(mktemp -d /tmp/lab-repo.XXXXXX)
trap 'rm -rf "$work"' EXIT

# Fast compression: the packages are never downloaded over a slow connection.
pack() { # TREE POOL
    mkdir -p "$2"
    dpkg-deb --root-owner-group -Zgzip -z1 --build "$1" "$2" >/dev/null
    rm -rf "$1"
}

# NAME VERSION ARCH, with further control fields on stdin: prints the path of the new tree.
new_tree() {
    local tree=$work/$1
    mkdir -p "$tree/DEBIAN"
    {
        printf 'Package: %s\nVersion: %s\nArchitecture: %s\n' "$1" "$2" "$3"
        printf 'Maintainer: Stagecraft lab <lab@stagecraft.invalid>\nPriority: optional\nSection: admin\n'
        cat
    } >"$tree/DEBIAN/control"
    printf '%s\n' "$tree"
}

field() { # DEB FIELD
    dpkg-deb --field "$1" "$2"
}

# --- /ubuntu: Docker's packages in Ubuntu's archive ---

# The plugin that `docker compose` runs: the real one, or a script that only has a version.
put_compose() { # TREE VERSION
    local dir=$1/usr/libexec/docker/cli-plugins real
    mkdir -p "$dir"
    if compgen -G "$base/compose/*.deb" >/dev/null; then
        dpkg-deb --extract "$base"/compose/*.deb "$work/compose"
        real=$work/compose/usr/libexec/docker/cli-plugins/docker-compose
        [ -z "$2" ] || python3 "$here/relabel.py" "$real" "$("$real" version --short)" "$2"
        mv "$real" "$dir/docker-compose"
        rm -rf "$work/compose"
    else
        sed "s/@VERSION@/${2:-2.26.1}/" "$here/plugins/docker-compose" >"$dir/docker-compose"
    fi
    chmod 0755 "$dir/docker-compose"
}

ubuntu_archive() {
    local pool=$dest/ubuntu/pool tree
    mkdir -p "$pool"
    cp "$base"/debs/*.deb "$pool/"
    tree=$(new_tree docker-compose-v2 2.26.1+ds1-0ubuntu1~22.04.1 "$arch" <<END
Depends: docker.io
Description: tool for running multi-container applications on Docker
 Debian's Docker Compose v2 under Ubuntu's package name, or a stand-in for
 tests if there was none to be had when this lab was built.
END
    )
    put_compose "$tree" ''
    pack "$tree" "$pool"
    index "$dest/ubuntu" main ubuntu
}

# --- /docker-ce/linux/ubuntu: Docker's own archive ---

docker_ce() { # VERSION: the daemon's package
    local tree=$work/docker-ce depends
    dpkg-deb --raw-extract "$base"/debs/docker.io_*.deb "$tree"
    depends=$(field "$base"/debs/docker.io_*.deb Depends | sed -E 's/(containerd|runc)( \([^)]*\))?, //g; s/, (containerd|runc)( \([^)]*\))?$//')
    rm -rf "${tree:?}/usr/bin/docker" "${tree:?}/usr/share" "${tree:?}/DEBIAN/md5sums"
    python3 "$here/relabel.py" "$tree/usr/sbin/dockerd" "$("$tree/usr/sbin/dockerd" --version | sed 's/Docker version \(.*\), build.*/\1/')" "$1"
    # Docker's own package restarts the daemon on an upgrade; Debian's does not.
    cat >>"$tree/DEBIAN/postinst" <<'END'
if [ "$1" = configure ] && [ -n "$2" ] && [ -d /run/systemd/system ]; then
    deb-systemd-invoke restart docker.service >/dev/null || true
fi
END
    cat >"$tree/DEBIAN/control" <<END
Package: docker-ce
Version: 5:$1-1~ubuntu.22.04~jammy
Architecture: $arch
Maintainer: Stagecraft lab <lab@stagecraft.invalid>
Priority: optional
Section: admin
Depends: containerd.io (>= 1.7.24), docker-ce-cli, $depends
Conflicts: docker (<< 1.5~), docker-engine, docker.io
Replaces: docker-engine
Description: Docker: the open-source application container engine (stand-in)
 Debian's dockerd with another version number, under the name that Docker's own
 archive uses. For tests only.
END
    pack "$tree" "$pool"
}

docker_ce_cli() { # VERSION
    local tree
    tree=$(new_tree docker-ce-cli "5:$1-1~ubuntu.22.04~jammy" "$arch" <<END
Depends: libc6
Recommends: docker-buildx-plugin, docker-compose-plugin
Conflicts: docker (<< 1.5~), docker-engine-cli, docker.io
Breaks: docker-engine, docker.io
Replaces: docker-engine, docker.io
Description: Docker CLI: the open-source application container engine (stand-in)
 Debian's docker command with another version number, under the name that
 Docker's own archive uses. For tests only.
END
    )
    dpkg-deb --extract "$base"/debs/docker.io_*.deb "$work/docker.io"
    install -D "$work/docker.io/usr/bin/docker" "$tree/usr/bin/docker"
    rm -rf "$work/docker.io"
    python3 "$here/relabel.py" "$tree/usr/bin/docker" "$("$tree/usr/bin/docker" --version | sed 's/Docker version \(.*\), build.*/\1/')" "$1"
    pack "$tree" "$pool"
}

containerd_io() {
    local tree=$work/containerd.io depends
    dpkg-deb --raw-extract "$base"/debs/containerd_*.deb "$tree"
    dpkg-deb --extract "$base"/debs/runc_*.deb "$tree"
    depends=$(field "$base"/debs/containerd_*.deb Depends | sed -E 's/runc( \([^)]*\))?, //; s/, runc( \([^)]*\))?$//')
    rm -rf "${tree:?}/usr/share" "${tree:?}/DEBIAN/md5sums"
    cat >"$tree/DEBIAN/control" <<END
Package: containerd.io
Version: 1.7.25-1
Architecture: $arch
Maintainer: Stagecraft lab <lab@stagecraft.invalid>
Priority: optional
Section: admin
Provides: containerd, runc
Conflicts: containerd, runc
Replaces: containerd, runc
Depends: $depends, libseccomp2
Description: An open and reliable container runtime (stand-in)
 Debian's containerd and runc in one package, as Docker's own archive has them.
 For tests only.
END
    pack "$tree" "$pool"
}

docker_plugins() {
    local tree
    tree=$(new_tree docker-compose-plugin 2.32.4-1~ubuntu.22.04~jammy "$arch" <<END
Enhances: docker-ce-cli
Description: Docker Compose (V2) plugin for the Docker CLI (stand-in)
 Debian's Docker Compose with another version number. For tests only.
END
    )
    put_compose "$tree" 2.32.4
    pack "$tree" "$pool"
    tree=$(new_tree docker-buildx-plugin 0.20.0-1~ubuntu.22.04~jammy "$arch" <<END
Enhances: docker-ce-cli
Description: Docker Buildx plugin for the Docker CLI (stand-in)
 It has a version and builds nothing. For tests only.
END
    )
    install -D "$here/plugins/docker-buildx" "$tree/usr/libexec/docker/cli-plugins/docker-buildx"
    pack "$tree" "$pool"
}

docker_archive() {
    local root=$dest/docker-ce/linux/ubuntu version
    pool=$root/pool
    for version in 26.1.4 27.5.1; do
        docker_ce "$version"
        docker_ce_cli "$version"
    done
    containerd_io
    docker_plugins
    cp "$base/keys/docker.asc" "$root/gpg"
    index "$root" stable docker
}

# --- /tailscale/stable/ubuntu: Tailscale's archive ---

tailscale_package() { # VERSION
    local tree lib
    tree=$(new_tree tailscale "$1" "$arch" <<END
Depends: iptables, iproute2, python3-minimal
Recommends: tailscale-archive-keyring (>= 1.35.181)
Conflicts: tailscale-relay
Replaces: tailscale-relay
Description: The easiest, most secure, cross platform way to use WireGuard (stand-in)
 NOT Tailscale: a stand-in for tests that has the command's states, flags, fields
 and messages, and moves no packet.
END
    )
    # One program. Its name in the call selects the part that runs.
    lib=$tree/usr/lib/tailscale-standin
    install -D "$here/tailscale/launch" "$lib/launch"
    install -D -m 0644 -t "$lib/standin" "$here"/tailscale/standin/*.py
    printf '%s\n' "$1" >"$lib/version"
    mkdir -p "$tree/usr/bin" "$tree/usr/sbin"
    ln -s ../lib/tailscale-standin/launch "$tree/usr/bin/tailscale"
    ln -s ../lib/tailscale-standin/launch "$tree/usr/sbin/tailscaled"
    ln -s ../lib/tailscale-standin/launch "$tree/usr/sbin/tailscale-standin"
    install -D -m 0644 "$here/tailscale/tailscaled.service" "$tree/lib/systemd/system/tailscaled.service"
    mkdir -p "$tree/etc/default"
    printf 'PORT="41641"\nFLAGS=""\n' >"$tree/etc/default/tailscaled"
    echo /etc/default/tailscaled >"$tree/DEBIAN/conffiles"
    install -m 0755 "$here"/tailscale/postinst "$here"/tailscale/prerm "$here"/tailscale/postrm "$tree/DEBIAN/"
    pack "$tree" "$pool"
}

tailscale_archive() {
    local root=$dest/tailscale/stable/ubuntu version tree
    pool=$root/pool
    for version in 1.80.3 1.102.5; do
        tailscale_package "$version"
    done
    tree=$(new_tree tailscale-archive-keyring 1.35.181 all <<END
Description: GnuPG keys of the Tailscale archive (stand-in)
 The throw-away key of this lab. For tests only.
END
    )
    install -D -m 0644 "$base/keys/tailscale.gpg" "$tree/usr/share/keyrings/tailscale-archive-keyring.gpg"
    pack "$tree" "$pool"
    cp "$base/keys/tailscale.gpg" "$root/jammy.noarmor.gpg"
    cp "$base/keys/tailscale.asc" "$root/jammy.gpg"
    # The same bytes as the vendor's file, as on a plain mirror.
    printf '# Tailscale packages for ubuntu jammy\ndeb [signed-by=/usr/share/keyrings/tailscale-archive-keyring.gpg] https://pkgs.tailscale.com/stable/ubuntu jammy main\n' >"$root/jammy.tailscale-keyring.list"
    index "$root" main tailscale
}

# --- indexes and signatures ---

index() { # ROOT COMPONENT KEY
    local release=dists/jammy
    (
        cd "$1"
        mkdir -p "$release/$2/binary-$arch"
        apt-ftparchive packages pool >"$release/$2/binary-$arch/Packages"
        gzip -9 --keep "$release/$2/binary-$arch/Packages"
        apt-ftparchive -o APT::FTPArchive::Release::Origin="Stagecraft lab ($3)" \
            -o APT::FTPArchive::Release::Suite=jammy -o APT::FTPArchive::Release::Codename=jammy \
            -o APT::FTPArchive::Release::Components="$2" -o APT::FTPArchive::Release::Architectures="$arch" \
            release "$release" >"$work/Release"
        mv "$work/Release" "$release/Release"
        sign "$3" --clearsign --output "$release/InRelease" "$release/Release"
        sign "$3" --armor --detach-sign --output "$release/Release.gpg" "$release/Release"
    )
}

sign() { # KEY, gpg's arguments...
    local home=$work/gnupg-$1
    if [ ! -d "$home" ]; then
        mkdir -m 0700 "$home"
        gpg --homedir "$home" --batch --quiet --import "$base/keys/$1.secret"
    fi
    gpg --homedir "$home" --batch --quiet "${@:2}"
}

# The answer to a request for a control server's key (GET /key?v=...). With this file, http://10.213.X.1:8000 is a
# control server that can be reached.
control_server() {
    printf '{"legacyPublicKey":"mkey:%064d","publicKey":"mkey:%064d"}\n' 0 0 >"$dest/key"
}

ubuntu_archive
docker_archive
tailscale_archive
control_server
