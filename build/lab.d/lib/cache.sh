# The images and the apt archives. They are built once and cached under a hash of their
# source files, and of what they are built from.
# shellcheck shell=bash

recipe_hash() { # DIRECTORY
    (cd "$1" && find . -type f | LC_ALL=C sort | xargs sha256sum) | sha256sum | cut -c 1-12
}

mirror() { # prints the Debian mirror of this machine's apt
    local uri
    [ -z "${STAGECRAFT_LAB_MIRROR-}" ] || { printf '%s' "$STAGECRAFT_LAB_MIRROR" && return 0; }
    # shellcheck disable=SC2016 # placeholders of apt, not of the shell
    uri=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' \
        | awk '$2 ~ /^(bookworm|trixie|forky|stable|testing|sid|unstable)$/ { print $1; exit }')
    [ -n "$uri" ] || die "apt on this machine has no mirror of Debian: set STAGECRAFT_LAB_MIRROR"
    printf '%s' "${uri%/}"
}

# PATH COMMAND...: runs COMMAND with @ replaced by a new directory, then moves the directory to PATH.
build_into() {
    local path=$1 temporary
    temporary=$(mktemp -d "$CACHE/.building.XXXXXX")
    shift
    run_watched unshare --mount --pid --fork --kill-child --mount-proc "${@//@/$temporary}" >"$temporary.log" 2>&1 \
        || die "building $(basename "$path") failed; the end of $temporary.log: $(tail -n 5 "$temporary.log")"
    chmod 0755 "$temporary"
    mv "$temporary" "$path"
    mv "$temporary.log" "$path.log"
}

hash_of() { # WORDS...
    printf '%s\n' "$*" | sha256sum | cut -c 1-12
}

image_of() { # PLATFORM: the path of its image, as the source files are now
    printf '%s/base-%s-%s' "$CACHE" "$1" "$(recipe_hash "$PIECES/image")"
}

# Sets BASE, REPO and KEYS for a platform. The builder keeps the lock even if this script
# is killed, so a directory that is still being built is never removed as a leftover.
ensure_cache() { # PLATFORM [IMAGE]
    local docker
    KEYS=$(lab_keys)
    [ -n "$KEYS" ] || KEYS=$CACHE/keys-$(recipe_hash "$PIECES/keys")
    docker=$CACHE/docker-$(recipe_hash "$PIECES/docker")
    BASE=${2:-$(image_of "$1")}
    REPO=$CACHE/repo-$1-$(hash_of "$KEYS" "$docker" "$BASE" "$(recipe_hash "$PIECES/repo")")
    [ -d "$BASE" ] && [ -d "$REPO" ] && [ -d "$KEYS" ] && return 0
    mkdir -p "$CACHE"
    (
        trap abandon_build EXIT
        trap 'exit 130' INT TERM
        flock 6
        rm -rf "$CACHE"/.building.*
        if [ ! -d "$KEYS" ]; then build_into "$KEYS" "$PIECES/keys/build.sh" @; fi
        if [ ! -d "$BASE" ]; then
            say "building the image of $1 (once; about two minutes)"
            build_into "$BASE" "$PIECES/image/build.sh" @ "$(mirror)" "$1"
        fi
        if [ ! -d "$docker" ]; then
            say "downloading Docker (once)"
            build_into "$docker" "$PIECES/docker/build.sh" @ "$(mirror)"
        fi
        if [ ! -d "$REPO" ]; then
            say "building the apt archives of $1 (once)"
            build_into "$REPO" "$PIECES/repo/build.sh" "$1" "$BASE" "$docker" "$KEYS" @
        fi
    ) 6>"$CACHE/lock" 7>&- 8>&- &
    wait_for_cache $!
}

# Sets DEBIAN13.
ensure_debian13() {
    DEBIAN13=$CACHE/debian13-$(recipe_hash "$PIECES/debian13")
    build_once "$DEBIAN13" "$PIECES/debian13/build.sh" "building a small Debian 13 (once; about a minute)"
}

# A single entry of the cache. Uses the same lock.
build_once() { # PATH SCRIPT MESSAGE
    [ -d "$1" ] && return 0
    mkdir -p "$CACHE"
    (
        trap abandon_build EXIT
        trap 'exit 130' INT TERM
        flock 6
        rm -rf "$CACHE"/.building.*
        if [ ! -d "$1" ]; then
            say "$3"
            build_into "$1" "$2" @ "$(mirror)"
        fi
    ) 6>"$CACHE/lock" 7>&- 8>&- &
    wait_for_cache $!
}

wait_for_cache() { # PID of the subshell above
    watched_cache=$1
    wait "$watched_cache" || die "could not build an image or the apt archives"
    watched_cache=
}

abandon_build() { # removes an unfinished build when the subshell above ends for any reason
    end_watched
    rm -rf "$CACHE"/.building.??????
}

end_cache_build() {
    [ -n "${watched_cache-}" ] || return 0
    kill -TERM "$watched_cache" 2>/dev/null || true
    wait "$watched_cache" 2>/dev/null || true
}
