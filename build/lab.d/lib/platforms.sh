# The platforms of hosts, and the archives of the platforms that a lab uses.
# shellcheck shell=bash

platforms() { sed -e '/^#/d' "$PIECES/image/platforms" | awk '{ print $1 }'; }

default_platform() { platforms | head -n 1; }

need_platform() { # NAME
    platforms | grep -qxF -- "$1" || die "unknown platform '$1'; platforms: $(platforms | paste -sd' ')"
}

platform_field() { # PLATFORM COLUMN
    awk -v name="$1" -v column="$2" '$1 == name { print $column }' "$PIECES/image/platforms"
}

distribution_of() { platform_field "$1" 2; } # PLATFORM
version_of() { platform_field "$1" 3; }
codename_of() { platform_field "$1" 4; }
release_of() { platform_field "$1" 5; }

# A platform of the lab: its image and its archives stay in use as long as the lab has such a host.
lab_platforms() {
    local dir
    for dir in "$STATE"/platforms/*/; do
        [ ! -d "$dir" ] || basename "$dir"
    done
}

platform_base() { cat "$STATE/platforms/$1/base"; } # PLATFORM
platform_repo() { cat "$STATE/platforms/$1/repo"; }

# The lab's keys are those of its first host, because all hosts trust them.
lab_keys() { cat "$STATE/keys" 2>/dev/null || true; }

# Adds a platform to the lab, or updates its archives. Hosts of a platform keep their image, and so do new ones.
# shellcheck disable=SC2153 # ensure_cache sets BASE, REPO and KEYS
use_platform() { # PLATFORM
    local dir=$STATE/platforms/$1 base=
    if has_hosts_of "$1"; then
        base=$(platform_base "$1")
        [ "$base" = "$(image_of "$1")" ] || say "keeping the image of $1 in this lab; run 'lab down' and 'lab up' to use the new one"
    fi
    ensure_cache "$1" "$base"
    mkdir -p "$dir"
    printf '%s\n' "$BASE" >"$dir/base"
    printf '%s\n' "$REPO" >"$dir/repo"
    printf '%s\n' "$KEYS" >"$STATE/keys"
}

has_hosts_of() { # PLATFORM
    local index
    for index in $(host_indices); do
        [ "$(host_platform "$index")" != "$1" ] || return 0
    done
    return 1
}

# One tree of links to the archives of all platforms of the lab, as a vendor's server has all releases.
publish_archives() {
    local platform repo archive entry path
    for platform in $(lab_platforms); do
        repo=$(platform_repo "$platform")
        link "$repo/key" "$STATE/www/key"
        for archive in "$(distribution_of "$platform")" {docker-ce/linux,tailscale/stable}/"$(distribution_of "$platform")"; do
            for entry in "$repo/$archive"/*; do
                path=$STATE/www/$archive/${entry##*/}
                case $entry in
                    */dists | */pool) link "$entry/$(codename_of "$platform")" "$path/$(codename_of "$platform")" ;;
                    *) link "$entry" "$path" ;;
                esac
            done
        done
    done
}

link() { # TARGET PATH: a reader never finds the link missing
    [ "$(readlink "$2" || true)" != "$1" ] || return 0
    mkdir -p "$(dirname "$2")"
    ln -sfn "$1" "$2.new"
    mv -fT "$2.new" "$2"
}

packages_index() { # PLATFORM ARCHIVE COMPONENT
    printf '%s/%s/%s/dists/%s/%s/binary-%s/Packages' "$(platform_repo "$1")" "$2" "$(distribution_of "$1")" "$(codename_of "$1")" \
        "$3" "$(dpkg --print-architecture)"
}

# The versions of a package, oldest first, without what a packager adds: 5:26.1.5-1~debian.13~trixie is 26.1.5.
package_versions() { # PACKAGE INDEX
    awk -v name="$1" '$1 == "Package:" { found = $2 == name } found && $1 == "Version:" { print $2 }' "$2" \
        | sed -E 's/^[0-9]+://; s/[-+~].*//' | sort -V
}
