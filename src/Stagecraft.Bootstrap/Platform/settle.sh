# Waits until cloud-init has finished what it was told at the host's first boot. Changes nothing.
# settle SECONDS
if ! timeout "$1" cloud-init status --wait >/dev/null 2>&1 && [ ! -e /run/cloud-init/result.json ]; then
    fail busy "cloud-init has not finished: $(cloud-init status 2>&1 | head -n 1)"
fi
