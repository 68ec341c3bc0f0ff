#!/usr/bin/env bash
# Downloads two versions of Docker for the lab's copy of Docker's own archive: docker/build.sh DEST MIRROR.
# DEST/trixie gets Debian 13's packages, DEST/sid those that Debian's unstable release has now.
set -euo pipefail
umask 022

dest=$1
mirror=$2

fetch() { # RELEASE PACKAGES...
    local state=$dest/.apt/$1 options
    mkdir -p "$state/lists/partial" "$state/archives/partial" "$dest/$1"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" >"$state/sources.list"
    # An index of unstable expires within days, and a mirror can be older.
    options=(-qq -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o APT::Sandbox::User=root
        -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::status=/dev/null
        -o Dir::State::lists="$state/lists" -o Dir::Cache="$state")
    apt-get "${options[@]}" update
    (cd "$dest/$1" && apt-get "${options[@]}" download "${@:2}")
}

packages=(docker.io docker-cli docker-compose docker-buildx containerd runc)
# docker.io's docker-init is a link to a program of this package.
fetch trixie "${packages[@]}" tini
fetch sid "${packages[@]}" tini-static
rm -rf "$dest/.apt"
