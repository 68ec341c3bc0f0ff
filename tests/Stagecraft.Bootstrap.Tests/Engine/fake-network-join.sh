# The fake network's only change; it needs a secret.
[ -n "$secret" ] || fail join "no secret"
