# Asks a program that never answers.
before=${limited:+limited}
quote hangs sleep 50
answer limits "${before:-none}, then ${limited:+limited}"
