# Waits until the node has settled: it is no longer starting, and if it runs, it is connected to its control server, which
# knows it as NAME with TAGS. The name and tags in a node's status come from the control server. Changes nothing.
# Needs tailscale.sh.
# tailscale-await SECONDS NAME|- TAGS|-
name=$2
tags=$3

is_settled() {
    status=$(ask tailscale status --json --peers=false | head -c 262144)
    case $status in
        '' | *'"BackendState": "NoState"'* | *'"BackendState": "Starting"'*) return 1 ;;
        *'"BackendState": "Running"'*) ;;
        *) return 0 ;;
    esac
    case $status in *'"Online": false'*) return 1 ;; esac
    if [ "$name" != - ]; then
        case $status in
            *"\"DNSName\": \"$name."*) ;;
            *) return 1 ;;
        esac
    fi
    rest=$tags,
    while [ "$tags" != - ] && [ -n "$rest" ]; do
        case $status in
            *"\"${rest%%,*}\""*) rest=${rest#*,} ;;
            *) return 1 ;;
        esac
    done
}

tailscale_until "$1" is_settled
tailscale_report
