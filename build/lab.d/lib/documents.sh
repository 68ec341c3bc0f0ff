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
        printf '%s %s %s %s %s\n' "$(host_id "$index")" "$(host_address "$index")" \
            "$(leader "$index" || printf -)" "$(host_dir "$index")/root" "$(host_state "$index")"
    done
}

status_json() {
    local index separator=
    printf '['
    for index in $(host_indices); do
        printf '%s\n  {"id":"%s","name":"%s","index":%s,"address":"%s","pid":%s,"root":"%s","state":"%s"}' "$separator" \
            "$(host_id "$index")" "$(host_name "$index")" "$index" "$(host_address "$index")" \
            "$(leader "$index" || printf null)" "$(host_dir "$index")/root" "$(host_state "$index")"
        separator=,
    done
    printf '\n]\n'
}

# Information for tests about everything except the hosts.
info_json() {
    local url
    url=http://$(bridge_address):8000
    printf '{\n  "lab": "%s",\n  "bridge": "%s",\n  "address": "%s",\n  "state": "%s",\n  "privateKey": "%s",\n' \
        "$LAB" "$(bridge)" "$(bridge_address)" "$STATE" "$STATE/id_ed25519"
    printf '  "webLog": "%s",\n  "webRoot": "%s",\n' "$STATE/web.log" "$REPO"
    printf '  "ubuntu": {"url": "%s/ubuntu", "fingerprint": "%s"},\n' "$url" "$(<"$BASE/keys/ubuntu.fingerprint")"
    printf '  "dockerCe": {"url": "%s/docker-ce/linux/ubuntu", "fingerprint": "%s", "versions": ["26.1.4", "27.5.1"]},\n' \
        "$url" "$(<"$BASE/keys/docker.fingerprint")"
    printf '  "tailscale": {"url": "%s/tailscale", "fingerprint": "%s", "versions": ["1.80.3", "1.102.5"]}\n}\n' \
        "$url" "$(<"$BASE/keys/tailscale.fingerprint")"
}

config_yaml() {
    local index
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
      install: {mirror: "http://$(bridge_address):8000/tailscale", mirror_key_fingerprint: $(<"$BASE/keys/tailscale.fingerprint")}
infra:
  bootstrap:
    ssh: {user: root, privateKeyPath: $STATE/id_ed25519, knownHostsFile: $STATE/known_hosts}
    docker: {installMethod: apt}
END
}
