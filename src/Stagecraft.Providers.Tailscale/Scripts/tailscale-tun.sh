# Probes why the daemon has no network interface: the flag it runs with, and the file that sets it. Reads only.
# tailscale-tun
pid=$(ask systemctl show tailscaled.service --property=MainPID --value)
flag=$(tr '\0' '\n' 2>/dev/null <"/proc/${pid:-0}/cmdline" | grep -m 1 -E '^--?tun(=|$)')
answer flag "$flag"
# The unit's environment file, the unit, and its drop-ins.
for file in /etc/default/tailscaled $(ask systemctl show tailscaled.service --property=FragmentPath,DropInPaths --value); do
    [ -z "$flag" ] || ! grep -qsF -e "$flag" "$file" || { answer file "$file" && break; }
done
