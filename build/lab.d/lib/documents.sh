# The documents that the lab prints: the hosts document, the status, a stagecraft.yml.
# shellcheck shell=bash

fingerprint() { # INDEX
    ssh-keygen -l -E sha256 -f "$(host_dir "$1")/keys/ssh_host_ed25519_key.pub" | cut -d ' ' -f 2
}

host_json() { # INDEX
    printf '{"id":"%s","name":"%s","role":"%s","publicIp":"%s","sshUser":"root","sshPort":22,"sshHostKey":"%s","tags":[]}' \
        "$(host_id "$1")" "$(host_name "$1")" "$(host_role "$1")" "$(host_address "$1")" "$(fingerprint "$1")"
}

hosts_json() { # INDEX...
    local index separator=
    printf '['
    for index in "$@"; do
        printf '%s\n  %s' "$separator" "$(host_json "$index")"
        separator=,
    done
    printf '\n]\n'
}

status_text() {
    local index
    for index in $(host_indices); do
        printf '%s %s %s %s %s %s\n' "$(host_id "$index")" "$(host_platform "$index")" "$(host_address "$index")" \
            "$(leader "$index" || printf -)" "$(host_root "$index" || printf -)" "$(host_state "$index")"
    done
}

status_json() {
    local index root separator=
    printf '['
    for index in $(host_indices); do
        if root=$(host_root "$index"); then root="\"$root\""; else root=null; fi
        printf '%s\n  {"id":"%s","name":"%s","index":%s,"platform":"%s","address":"%s","pid":%s,"root":%s,"state":"%s"}' "$separator" \
            "$(host_id "$index")" "$(host_name "$index")" "$index" "$(host_platform "$index")" "$(host_address "$index")" \
            "$(leader "$index" || printf null)" "$root" "$(host_state "$index")"
        separator=,
    done
    printf '\n]\n'
}

strings_json() { # reads lines
    sed 's/.*/"&"/' | paste -sd, | sed 's/,/, /g'
}

# What differs between the platforms of a lab.
platform_json() { # PLATFORM
    local distribution url
    distribution=$(distribution_of "$1")
    url=http://$(bridge_address):8000
    printf '"platform": "%s", "distribution": "%s", "version": "%s", "codename": "%s", ' "$1" "$distribution" "$(version_of "$1")" "$(codename_of "$1")"
    printf '"archive": {"url": "%s/%s", "fingerprint": "%s"}, ' "$url" "$distribution" "$(<"$(lab_keys)/distribution.fingerprint")"
    printf '"dockerCe": {"url": "%s/docker-ce/linux/%s", "mirror": "%s/docker-ce/linux/{id}", "fingerprint": "%s", "versions": [%s]}, ' \
        "$url" "$distribution" "$url" "$(<"$(lab_keys)/docker.fingerprint")" \
        "$(package_versions docker-ce "$(packages_index "$1" docker-ce/linux stable)" | strings_json)"
    printf '"tailscale": {"url": "%s/tailscale", "fingerprint": "%s", "versions": [%s]}' "$url" "$(<"$(lab_keys)/tailscale.fingerprint")" \
        "$(package_versions tailscale "$(packages_index "$1" tailscale/stable main)" | strings_json)"
}

# Information for tests about everything except the hosts. The platform at the top is the first host's.
info_json() {
    local platform separator=
    printf '{\n  "lab": "%s",\n  "bridge": "%s",\n  "address": "%s",\n  "state": "%s",\n  "privateKey": "%s",\n' \
        "$LAB" "$(bridge)" "$(bridge_address)" "$STATE" "$STATE/id_ed25519"
    printf '  "webLog": "%s",\n  "webRoot": "%s",\n  "architecture": "%s",\n' "$STATE/web.log" "$STATE/www" "$(dpkg --print-architecture)"
    printf '  %s,\n  "platforms": [' "$(platform_json "$(host_platform "$(host_indices | head -n 1)")")"
    for platform in $(lab_platforms); do
        printf '%s\n    {%s}' "$separator" "$(platform_json "$platform")"
        separator=,
    done
    printf '\n  ]\n}\n'
}

# The distribution's own packages, if each platform of the lab has Compose there.
docker_yaml() {
    if has_hosts_of debian-12; then
        printf '{installMethod: docker-ce, mirror: "http://%s:8000/docker-ce/linux/{id}", mirrorKeyFingerprint: %s}' \
            "$(bridge_address)" "$(<"$(lab_keys)/docker.fingerprint")"
    else
        printf '{installMethod: apt}'
    fi
}

config_yaml() {
    local index connect='' timeouts=''
    # Time limits that a machine does not reach on a busy computer.
    if has_machines; then
        connect=', connectTimeout: 30m'
        timeouts='
    timeouts: {query: 30m, install: 55m, join: 30m, settle: 30m}'
    fi
    cat <<END
cloud:
  provider: static
  providers:
    static:
      hosts:
END
    for index in $(host_indices); do
        printf '        - {id: %s, name: %s, role: %s, publicIp: %s, sshHostKey: "%s"}\n' "$(host_id "$index")" \
            "$(host_name "$index")" "$(host_role "$index")" "$(host_address "$index")" "$(fingerprint "$index")"
    done
    cat <<END
network:
  provider: tailscale
  providers:
    tailscale:
      auth_key_env: TS_AUTHKEY
      tailnet_domain: lab.ts.net
      default_tags: ["tag:stagecraft"]
      role_tags: {app: ["tag:app"], db: ["tag:db"]}
      install: {mirror: "http://$(bridge_address):8000/tailscale", mirror_key_fingerprint: $(<"$(lab_keys)/tailscale.fingerprint")}
infra:
  bootstrap:
    ssh: {user: root, privateKeyPath: $STATE/id_ed25519, knownHostsFile: $STATE/known_hosts$connect}
    docker: $(docker_yaml)$timeouts
END
}
