# Asks why the daemon has no network interface: with which flag it runs, and which file says so. Reads only.
# tailscale-tun
pid=$(ask systemctl show tailscaled.service --property=MainPID --value)
flag=$(tr '\0' '\n' 2>/dev/null <"/proc/${pid:-0}/cmdline" | grep -m 1 -E '^--?tun(=|$)')
answer flag "$flag"
# Its unit's environment file, then the unit and what is put over it.
for file in /etc/default/tailscaled $(ask systemctl show tailscaled.service --property=FragmentPath,DropInPaths --value); do
    [ -z "$flag" ] || ! grep -qsF -e "$flag" "$file" || { answer file "$file" && break; }
done
