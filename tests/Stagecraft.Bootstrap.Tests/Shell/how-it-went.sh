# Answers how the script before this one ended.
# shellcheck disable=SC2154 # the protocol sets ended
answer before "$ended"
