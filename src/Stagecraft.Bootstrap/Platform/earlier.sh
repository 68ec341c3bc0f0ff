# Waits until the package operations that an earlier run began have ended: each is a separate unit (apt.sh), which goes on
# without its run. Changes nothing itself.
# earlier SECONDS
seconds=$1

# A unit that systemd-run has made has its file here for as long as it is loaded. Without a process.
is_running() {
    set -- /run/systemd/transient/stagecraft-apt-*.service
    running=${1##*/}
    [ -e "$1" ]
}

# Twice: the run that began one may be about to begin the next.
while is_running || { sleep 1 && is_running; }; do
    [ "$seconds" -gt 0 ] || fail busy "$running"
    sleep 1
    seconds=$((seconds - 1))
done
