# `bench peers`: compares the tool and the MSBuild target with other tools for such probes, in turns.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # VARIANTS, COMMAND; count, rounds: shared with ready.sh and measure.sh

readonly ANSIBLE_FORKS=50 CLUSH_FANOUT=64
# Where Debian's package puts it.
readonly MITOGEN=/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy

peers_command() {
    start_command "$@"
    VARIANTS=(ours64 ssh ours16 msbuild clush ansible mitogen playbook playbook-mitogen)
    bench_programs ansible:ansible-core clush:clustershell "$MITOGEN:ansible-mitogen" python3:python3
    prepare "$count"
    build_release src/Stagecraft.Build.Tasks
    write_build "$WORK"
    write_ansible "$WORK"
    compare "$rounds"
    finish_command peers
}

# FOLDER: a project as a user has it.
write_build() {
    printf '<Project>\n  <Import Project="%s/Stagecraft.targets" />\n</Project>\n' "$ROOT" >"$1/infra.proj"
}

# No node of MSBuild outlives a run, and none serves the next one.
build_command() { # sets COMMAND
    COMMAND=(dotnet build "$WORK/infra.proj" -t:Bootstrap -nr:false -tl:off -v:quiet --nologo
        "-p:StagecraftTaskAssembly=$ROOT/src/Stagecraft.Build.Tasks/bin/Release/net10.0/Stagecraft.Build.Tasks.dll"
        "-p:StagecraftHostsFile=$WORK/hosts.json" -p:StagecraftMaxParallelHosts=64 "-p:StagecraftReport=$WORK/msbuild.json")
}

# FOLDER PORT: the settings that its documentation recommends for speed.
write_ansible_config() {
    cat <<END
[defaults]
inventory = $1/inventory
timeout = 120
forks = $ANSIBLE_FORKS
gathering = explicit
remote_user = root
remote_port = $2
retry_files_enabled = False
local_tmp = $1/ansible
nocows = True
stdout_callback = minimal
[ssh_connection]
pipelining = True
ssh_args = -F $1/ssh_config -o ControlMaster=auto -o ControlPersist=60s
control_path_dir = $1/connections
END
}

# FOLDER: nothing that it would have to find out.
write_ansible() {
    write_ansible_config "$1" "$FLEET_PORT" >"$1/ansible.cfg"
    # Mitogen 0.3.3 takes the interpreter from here alone.
    { cat "$1/addresses" && printf '[all:vars]\nansible_python_interpreter=/usr/bin/python3\n'; } >"$1/inventory"
    # The usual form: one task per probe. A lookup's text is not a template, so it can contain braces.
    cat >"$1/playbook.yml" <<'END'
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.command: docker version --format {% raw %}'{{.Server.Version}}'{% endraw %}
    - ansible.builtin.command: docker compose version --short
    - ansible.builtin.command: tailscale status --json --peers=false
    - ansible.builtin.command: systemctl show docker.service --property=LoadState,UnitFileState
END
}

ansible_command() { # VARIANT: sets COMMAND
    local settings=(env "ANSIBLE_CONFIG=$WORK/ansible.cfg")
    case $1 in
        # It keeps its own connections.
        *mitogen) settings+=("ANSIBLE_STRATEGY=mitogen_linear" "ANSIBLE_STRATEGY_PLUGINS=$MITOGEN" "ANSIBLE_SSH_ARGS=-F $WORK/ssh_config") ;;
    esac
    case $1 in
        playbook*) COMMAND=("${settings[@]}" ansible-playbook "$WORK/playbook.yml") ;;
        *) COMMAND=("${settings[@]}" ansible all --tree "$WORK/answers" -m ansible.builtin.shell -a "$(ansible_question)") ;;
    esac
}

# The very command that the tool sends, and its standard input.
ansible_question() {
    printf '{"cmd": "{{ lookup(\\"file\\", \\"%s\\") }}", "stdin": "{{ lookup(\\"file\\", \\"%s\\") }}"}' "$WORK/command" "$WORK/input"
}

# Ansible leaves its connections open for the next run, which is to find none.
close_connections() {
    local socket
    for socket in "$WORK"/connections/*; do
        [ ! -S "$socket" ] || ssh -F "$WORK/ssh_config" -o ControlPath="$socket" -O exit bench 2>/dev/null || true
    done
}

# From what Ansible knows of each host to what the host said.
unwrap_answers() {
    python3 - "$WORK"/answers/* <<'END'
import json, sys
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        answer = json.load(file)["stdout"]
    with open(name, "w", encoding="utf-8") as file:
        file.write(answer + "\n")
END
}

# Each question was answered by every host.
check_playbook() { # VARIANT COUNT
    local line
    for line in '28\.2\.2' '2\.37\.1' 'LoadState=loaded' ' *"HostName": "host-[0-9]+",'; do
        [ "$(grep -xE "$line" "$WORK/out" | sort | wc -l)" = "$2" ] || die "$1 did not bring '$line' from all hosts"
    done
    [ "$(grep -oE '"host-[0-9]+"' "$WORK/out" | sort -u | wc -l)" = "$2" ] || die "$1 did not bring an answer of each host"
}

peers_table() { # COUNT ROUNDS
    printf '%s hosts, %s rounds in turns. Medians; smallest and largest in brackets. Ratios are theirs / ours (%s): above 1 is slower than ours.\n\n' \
        "$1" "$2" "\`--parallel 64\`"
    printf '%s\n' "$HOSTS_HEADER"
    peer ours64 "ours, \`--parallel 64\`"
    peer ours16 "ours, \`--parallel 16\` (the default)"
    peer msbuild "ours, \`dotnet build -t:Bootstrap\`"
    peer ssh "\`xargs -P$SSH_PARALLEL ssh\`"
    peer clush "ClusterShell, \`clush -f $CLUSH_FANOUT\`"
    peer ansible "Ansible, our script as one task"
    peer mitogen "Ansible with Mitogen, our script as one task"
    peer playbook "Ansible, a playbook of four tasks"
    peer playbook-mitogen "Ansible with Mitogen, a playbook of four tasks"
    printf '\nAnsible: %s forks, pipelining, connections kept from task to task, no facts gathered. %s; Mitogen %s; %s.\n\n%s\n' \
        "$ANSIBLE_FORKS" "$(ansible --version | sed -n '1s/ansible \[\(.*\)\]/\1/p')" \
        "$(dpkg-query -W -f '${Version}' ansible-mitogen)" "$(clush --version)" "$(machine)"
}

peer() { # VARIANT TITLE
    hosts_row "$1" "$2" "$(ratio wall "$1" ours64)" "$(ratio cpu "$1" ours64)"
}
