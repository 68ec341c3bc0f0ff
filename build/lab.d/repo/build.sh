#!/usr/bin/env bash
# Builds the apt archives of a platform: repo/build.sh PLATFORM BASE DOCKER KEYS DEST.
# BASE, DOCKER and KEYS are the outputs of image/build.sh, docker/build.sh and keys/build.sh.
# Runs in its own pid namespace, so that gpg's agent ends with it.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
platform=$1
base=$2
docker=$3
keys=$4
dest=$5
read -r _ distribution version codename release < <(grep "^$platform " "$here/../image/platforms")
arch=$(dpkg --print-architecture)
work=$(mktemp -d /tmp/lab-repo.XXXXXX)
trap 'rm -rf "$work"' EXIT

# Fast compression: the packages are never downloaded over a slow connection.
pack() { # TREE POOL
    mkdir -p "$2"
    dpkg-deb --root-owner-group -Zzstd -z1 --build "$1" "$2" >/dev/null
    rm -rf "$1"
}

control() { # NAME VERSION ARCH, with further control fields on stdin
    printf 'Package: %s\nVersion: %s\nArchitecture: %s\n' "$1" "$2" "$3"
    printf 'Maintainer: Stagecraft lab <lab@stagecraft.invalid>\nPriority: optional\nSection: admin\n'
    cat
}

# NAME VERSION ARCH, with further control fields on stdin: prints the path of the new tree.
new_tree() {
    local tree=$work/$1
    mkdir -p "$tree/DEBIAN"
    control "$@" >"$tree/DEBIAN/control"
    printf '%s\n' "$tree"
}

# NAME VERSION DEB, with further control fields on stdin: prints the path of a tree with the files and scripts of DEB.
renamed_tree() {
    local tree=$work/$1
    dpkg-deb --raw-extract "$3" "$tree"
    rm -rf "${tree:?}"/usr/share/{doc,man,lintian} "$tree/DEBIAN/md5sums"
    control "$1" "$2" "$arch" >"$tree/DEBIAN/control"
    printf '%s\n' "$tree"
}

field() { # DEB FIELD
    dpkg-deb --field "$1" "$2"
}

upstream_version() { # DEB: 1.7.24~ds1-6+deb13u1 is 1.7.24
    field "$1" Version | sed -E 's/^[0-9]+://; s/[-+~].*//'
}

# --- /debian or /ubuntu: the release's own archive ---

distribution_archive() {
    local root=$dest/$distribution
    pool=$root/pool/$codename
    mkdir -p "$pool"
    cp "$base"/debs/*.deb "$pool/"
    if [ "$distribution" = ubuntu ]; then use_ubuntu_names; fi
    index "$root" main distribution
}

# Ubuntu's docker.io has the client, and its Compose v2 is docker-compose-v2. Debian's programs are in both.
use_ubuntu_names() {
    local from=$docker/trixie tree number depends=docker.io
    if [ -n "$(compgen -G "$pool/docker-cli_*.deb")" ]; then
        tree=$work/docker.io
        dpkg-deb --raw-extract "$pool"/docker.io_*.deb "$tree"
        dpkg-deb --extract "$pool"/docker-cli_*.deb "$tree"
        number=$(field "$pool"/docker.io_*.deb Version | sed 's/-.*//')
        sed -i -E -e "s/^Version: .*/Version: $number-0ubuntu1~$version/" -e 's/^(Recommends:.*)\bdocker-cli[^,]*, /\1/' \
            -e 's/^(Conflicts: .*)/\1, docker-ce-cli/' "$tree/DEBIAN/control"
        rm "$pool"/docker.io_*.deb "$pool"/docker-cli_*.deb "$pool"/docker-compose_*.deb
        pack "$tree" "$pool"
    fi
    if [ "$release" = sid ]; then
        from=$docker/sid
        # Since Ubuntu 25.10, Compose no longer depends on Docker.
        depends=libc6
    fi
    number=$(upstream_version "$from"/docker-compose_*.deb)
    tree=$(renamed_tree docker-compose-v2 "$number+ds1-0ubuntu1~$version" "$from"/docker-compose_*.deb <<END
Depends: $depends
Description: tool for running multi-container applications on Docker
 Debian's Compose under Ubuntu's package name. For tests only.
END
    )
    rm -r "${tree:?}/usr/bin"
    pack "$tree" "$pool"
}

# --- /docker-ce/linux/debian or ubuntu: Docker's own archive ---

# Debian's programs under the names of Docker's own packages. Each has the version that it reports.

docker_ce() { # DEBS NUMBER
    local tree depends
    depends=$(field "$1"/docker.io_*.deb Depends | sed -E 's/\b(containerd|runc|tini|tini-static)( \([^)]*\))?(, |$)//g; s/, $//')
    tree=$(renamed_tree docker-ce "5:$2-1~$suffix" "$1"/docker.io_*.deb <<END
Depends: containerd.io (>= 1.7.24), docker-ce-cli, $depends
Conflicts: docker (<< 1.5~), docker-engine, docker.io
Replaces: docker-engine
Description: Docker: the open-source application container engine
 Debian's Docker under the name that Docker's own archive uses. For tests only.
END
    )
    # Docker's own package has this program. Debian's has a link to the program of another package.
    dpkg-deb --fsys-tarfile "$1"/tini*_*.deb | tar --extract --to-stdout ./usr/bin/tini-static >"$work/docker-init"
    rm "$tree/usr/bin/docker-init"
    install "$work/docker-init" "$tree/usr/bin/docker-init"
    # Docker's own package restarts the daemon on an upgrade. Debian's does not.
    cat >>"$tree/DEBIAN/postinst" <<'END'
if [ "$1" = configure ] && [ -n "$2" ] && [ -d /run/systemd/system ]; then
    deb-systemd-invoke restart docker.service >/dev/null || true
fi
END
    pack "$tree" "$pool"
}

docker_ce_cli() { # DEBS NUMBER
    local tree
    tree=$(renamed_tree docker-ce-cli "5:$2-1~$suffix" "$1"/docker-cli_*.deb <<END
Depends: $(field "$1"/docker-cli_*.deb Depends)
Recommends: docker-buildx-plugin, docker-compose-plugin
Conflicts: docker (<< 1.5~), docker-engine-cli, docker.io, docker-cli
Breaks: docker-engine, docker.io
Replaces: docker-engine, docker.io
Description: Docker CLI: the open-source application container engine
 Debian's Docker client under the name that Docker's own archive uses. For tests only.
END
    )
    pack "$tree" "$pool"
}

# Later releases' runc needs a newer C library than Debian 12's, so a Debian 12 gets its own. The other programs run there.
containerd_io() { # DEBS
    local tree runc=$1
    [ "$release" != bookworm ] || runc=$base/debs
    tree=$(renamed_tree containerd.io "$(upstream_version "$1"/containerd_*.deb)-1~$suffix" "$1"/containerd_*.deb <<END
Provides: containerd, runc
Conflicts: containerd, runc
Replaces: containerd, runc
Depends: $(field "$runc"/runc_*.deb Depends)
Description: An open and reliable container runtime
 Debian's containerd and runc in one package, as in Docker's own archive. For tests only.
END
    )
    dpkg-deb --extract "$runc"/runc_*.deb "$tree"
    rm -rf "${tree:?}"/usr/share/{doc,man}
    pack "$tree" "$pool"
}

docker_plugin() { # NAME DEBS TITLE
    local tree deb
    deb=$(compgen -G "$2/$1_*.deb")
    tree=$(renamed_tree "$1-plugin" "$(upstream_version "$deb")-1~$suffix" "$deb" <<END
Enhances: docker-ce-cli
Conflicts: $1
Replaces: $1
Description: $3 plugin for the Docker CLI
 Debian's plugin under the name that Docker's own archive uses. For tests only.
END
    )
    rm -rf "${tree:?}/usr/bin"
    pack "$tree" "$pool"
}

docker_archive() {
    local root=$dest/docker-ce/linux/$distribution debs number suffix=$distribution.$version~$codename
    pool=$root/pool/$codename
    for debs in "$docker/trixie" "$docker/sid"; do
        number=$(upstream_version "$debs"/docker.io_*.deb)
        docker_ce "$debs" "$number"
        docker_ce_cli "$debs" "$number"
        containerd_io "$debs"
        docker_plugin docker-compose "$debs" 'Docker Compose (V2)'
        docker_plugin docker-buildx "$debs" 'Docker Buildx'
    done
    cp "$keys/docker.asc" "$root/gpg"
    index "$root" stable docker
}

# --- /tailscale/stable/debian or ubuntu: Tailscale's archive ---

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
    local root=$dest/tailscale/stable/$distribution number tree
    pool=$root/pool/$codename
    for number in 1.80.3 1.102.5; do
        tailscale_package "$number"
    done
    tree=$(new_tree tailscale-archive-keyring 1.35.181 all <<END
Description: GnuPG keys of the Tailscale archive (stand-in)
 The throw-away key of this lab. For tests only.
END
    )
    install -D -m 0644 "$keys/tailscale.gpg" "$tree/usr/share/keyrings/tailscale-archive-keyring.gpg"
    pack "$tree" "$pool"
    cp "$keys/tailscale.gpg" "$root/$codename.noarmor.gpg"
    cp "$keys/tailscale.asc" "$root/$codename.gpg"
    # The same bytes as the vendor's file, as on a plain mirror.
    printf '# Tailscale packages for %s\ndeb [signed-by=/usr/share/keyrings/tailscale-archive-keyring.gpg] https://pkgs.tailscale.com/stable/%s main\n' \
        "$distribution $codename" "$distribution $codename" >"$root/$codename.tailscale-keyring.list"
    index "$root" main tailscale
}

# --- indexes and signatures ---

index() { # ROOT COMPONENT KEY
    local release=dists/$codename
    (
        cd "$1"
        mkdir -p "$release/$2/binary-$arch"
        apt-ftparchive packages "pool/$codename" >"$release/$2/binary-$arch/Packages"
        gzip -9 --keep "$release/$2/binary-$arch/Packages"
        apt-ftparchive -o APT::FTPArchive::Release::Origin="Stagecraft lab ($3)" \
            -o APT::FTPArchive::Release::Suite="$codename" -o APT::FTPArchive::Release::Codename="$codename" \
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
        gpg --homedir "$home" --batch --quiet --import "$keys/$1.secret"
    fi
    gpg --homedir "$home" --batch --quiet "${@:2}"
}

# The answer to a request for a control server's key (GET /key?v=...). With this file, http://10.213.X.1:8000 is a
# control server that can be reached.
control_server() {
    printf '{"legacyPublicKey":"mkey:%064d","publicKey":"mkey:%064d"}\n' 0 0 >"$dest/key"
}

distribution_archive
docker_archive
tailscale_archive
control_server
