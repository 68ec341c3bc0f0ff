# What both sides are given: the same hosts, key, known_hosts and questions.
# shellcheck shell=bash

# FOLDER COUNT
write_inputs() {
    write_known_hosts "$2" >"$1/known_hosts"
    write_ssh_config "$1" "$FLEET_PORT" "$STATE/id_ed25519" >"$1/ssh_config"
    write_project "$1" >"$1/stagecraft.yml"
    write_hosts "$2" >"$1/hosts.json"
    write_addresses "$2" >"$1/addresses"
}

write_known_hosts() { # COUNT
    local index key
    key=$(cut -d ' ' -f 1,2 "$STATE/host_ed25519.pub")
    for ((index = 1; index <= $1; index++)); do
        printf '[%s]:%s %s\n' "$(fleet_address "$index")" "$FLEET_PORT" "$key"
    done
}

write_addresses() { # COUNT
    local index
    for ((index = 1; index <= $1; index++)); do printf '%s\n' "$(fleet_address "$index")"; done
}

# Nothing of the account's own configuration or agent takes part.
write_ssh_config() { # FOLDER PORT KEY
    cat <<END
User root
Port $2
IdentityFile $3
IdentitiesOnly yes
IdentityAgent none
UserKnownHostsFile $1/known_hosts
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
BatchMode yes
ControlMaster no
ControlPath none
LogLevel ERROR
END
}

write_hosts() { # COUNT
    local index separator=
    printf '['
    for ((index = 1; index <= $1; index++)); do
        printf '%s\n  {"id":"host-%s","role":"app","publicIp":"%s"}' "$separator" "$index" "$(fleet_address "$index")"
        separator=,
    done
    printf '\n]\n'
}

# ssh has no limit on connecting; on a machine that others keep busy ours must not decide who is faster.
write_project() { # FOLDER
    cat <<END
network:
  provider: tailscale
  providers:
    tailscale: {auth_key_env: BENCH_AUTHKEY, tailnet_domain: bench.ts.net, default_tags: ["tag:stagecraft"], role_tags: {app: ["tag:app"]}}
infra:
  bootstrap:
    ssh: {user: root, port: $FLEET_PORT, privateKeyPath: $STATE/id_ed25519, knownHostsFile: $1/known_hosts, hostKeyPolicy: strict, connectTimeout: 120s}
    network: {provider: tailscale}
END
}
