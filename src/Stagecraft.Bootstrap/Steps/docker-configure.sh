# Installs the settings of the daemon, and loads them. If Docker rejects them, restores the earlier files and starts Docker
# with them. The contents may be secrets, so they are in $secret: OLD|- NEW|- VARIABLES|-, in base64. OLD is the file that
# NEW was made from. Needs docker.sh, docker-files.sh and unit.sh.
# docker-configure reload|restart|restart-idle|none
how=$1
# shellcheck disable=SC2086,SC2154 # words; the protocol sets secret
set -- $secret
old=$1
new=$2
variables=$3
# shellcheck disable=SC2154 # docker-files.sh sets them
file=$docker_file
[ ! -L "$file" ] || file=$(readlink -f "$file")
file_next=$file.stagecraft-new
file_kept=$file.stagecraft-backup
proxy_kept=

# load: loads the files, and verifies that Docker works with them.
load() {
    case $how in
        reload)
            unit_mark
            since=$(date +%s)
            attempt 20 systemctl reload docker.service || fail rejected "$(reason 'systemctl reload docker')"
            # The daemon reloads after it has got the signal. Success is an event, and an error is in its log.
            tries=20
            until attempt 20 docker events --since "$since" --until "$(($(date +%s) + 1))" --filter type=daemon --filter event=reload && [ -n "$said" ]; do
                tries=$((tries - 1))
                [ "$tries" -gt 0 ] || fail rejected "$(unit_why docker.service)"
            done
            ;;
        restart*)
            systemctl reset-failed docker.service 2>/dev/null
            timeout 20 systemctl stop docker.service 2>/dev/null
            docker_start
            docker_prove
            ;;
    esac
}

# restore: puts the earlier files back and starts Docker with them.
restore() {
    if [ "$new" != - ]; then
        if [ "$old" = - ]; then rm -f "$file"; else cp -p "$file_kept" "$file"; fi
    fi
    if [ "$variables" != - ]; then
        if [ -n "$proxy_kept" ]; then
            cp -p "$docker_proxy_file.stagecraft-backup" "$docker_proxy_file"
        else
            rm -f "$docker_proxy_unit" "$docker_proxy_file"
        fi
        systemctl daemon-reload
    fi
    systemctl reset-failed docker.socket docker.service 2>/dev/null
    if [ "$how" = reload ]; then systemctl reload docker.service; else systemctl restart docker.service; fi
    attempt 30 docker version --format '{{.Server.Version}}' || return
    answer restored yes
    rm -f "$docker_unloaded"
    # Docker was verified with these files before.
    [ -n "${docker_again-}" ] || rm -f "$docker_pending"
}

if [ "$new" != - ]; then
    now=-
    [ ! -e "$file" ] || now=$(base64 -w 0 "$file")
    # An empty file has no text.
    [ "${now:--}" = "$old" ] || fail edited "$file was changed meanwhile"
    { mkdir -p "${file%/*}" && if [ -e "$file" ]; then cp -p "$file" "$file_next"; fi && printf '%s' "$new" | base64 -d >"$file_next"; } 2>/dev/null ||
        fail write "cannot write $file_next"
    # Docker 22 and older have no such flag: they are only started with the file.
    locate dockerd
    if [ -n "$located" ] && ! attempt 30 "$located" --validate --config-file "$file_next"; then
        case $said in
            *'unknown flag: --validate'*) ;;
            *)
                rm -f "$file_next"
                # The message names the file.
                said=$(printf '%s\n' "$said" | sed "s,$file_next,$file,g")
                answer untouched yes
                fail rejected "$(reason 'dockerd --validate')"
                ;;
        esac
    fi
fi

# Containers may have started since the probe.
if [ "$how" = restart-idle ]; then
    docker_containers || said=unknown
    if [ -n "$said" ]; then
        rm -f "$file_next"
        fail containers "a container was started meanwhile"
    fi
fi

case $how in restart*) docker_begin ;; esac
{ mkdir -p "${docker_unloaded%/*}" && docker_start_id >"$docker_unloaded"; } 2>/dev/null || fail write "cannot write $docker_unloaded"
if [ "$new" != - ]; then
    if [ "$old" != - ]; then cp -p "$file" "$file_kept"; fi
    mv "$file_next" "$file" || fail write "cannot write $file"
fi
if [ "$variables" != - ]; then
    umask 077
    mkdir -p "${docker_proxy_unit%/*}"
    chmod 0755 "${docker_proxy_unit%/*}"
    if [ -e "$docker_proxy_unit" ] && cp -p "$docker_proxy_file" "$docker_proxy_file.stagecraft-backup"; then proxy_kept=yes; fi
    { printf '%s' "$variables" | base64 -d >"$docker_proxy_file.new" && mv "$docker_proxy_file.new" "$docker_proxy_file" &&
        printf '[Service]\nEnvironmentFile=%s\n' "$docker_proxy_file" >"$docker_proxy_unit"; } 2>/dev/null || fail write "cannot write $docker_proxy_unit"
    umask 022
    systemctl daemon-reload
fi

[ "$how" != none ] || exit 0
if loaded=$(load); then
    rm -f "$docker_unloaded" "$docker_proxy_file.stagecraft-backup"
    rmdir "${docker_unloaded%/*}" 2>/dev/null || :
else
    restore
    printf '%s\n' "$loaded"
    exit 1
fi
