# Answers its arguments one by one, and the secret.
# shellcheck disable=SC2154 # the protocol sets secret
answer count "$#"
i=0
for word in "$@"; do
    i=$((i + 1))
    answer "word_$i" "<$word>"
done
answer secret "<$secret>"
answer after "still here"
