# Waits until the package operations of an earlier run have ended. Each is a separate unit (apt.sh), which continues
# without its run. Changes nothing.
# earlier SECONDS
seconds=$1

# A unit of systemd-run has its file here for as long as it is loaded. The check starts no process.
is_running() {
    set -- /run/systemd/transient/stagecraft-apt-*.service
    running=${1##*/}
    [ -e "$1" ]
}

# Checks twice, because the earlier run may be about to start the next operation.
while is_running || { sleep 1 && is_running; }; do
    [ "$seconds" -gt 0 ] || fail busy "$running"
    sleep 1
    seconds=$((seconds - 1))
done
