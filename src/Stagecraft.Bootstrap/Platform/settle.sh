# Waits until cloud-init has finished what it was told at the host's first boot. Changes nothing.
# settle SECONDS
timeout "$1" cloud-init status --wait >/dev/null 2>&1
status=$?
# One that has ended with an error has ended.
if [ "$status" -ne 0 ] && [ ! -e /run/cloud-init/result.json ]; then
    said=$(timeout 20 cloud-init status 2>&1 | grep -m 1 .)
    # It waits without end: only timeout(1), or what ends programs without asking them, stops it.
    if [ "$status" -eq 124 ]; then fail busy "cloud-init has not finished: ${said:-it does not say what it does}"; fi
    fail unknown "'cloud-init status --wait' ended with exit status $status: ${said:-it says nothing}"
fi
