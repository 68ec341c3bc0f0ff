# Answers the host's address on the interface $1. Empty if it has none.
printf 'address=%s\n' "$(ip -brief address show dev "$1" 2>/dev/null | awk '{ print $3 }')"
