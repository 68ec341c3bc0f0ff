answer directory "$(pwd)"
answer locale "$LC_ALL"
answer fields "$(printf '%s' "$IFS" | wc -c)"
answer first "$(printf 'one\ntwo\n')"
answer empty ""
# shellcheck disable=SC2086 # whether words are split is what is asked
set -- $UNSET_PROBE
answer words "$#"
