# Asks a program that never answers, and that leaves a note when it runs.
before=${limited:+limited}
quote hangs sh -c ': >>"$HANGS"; exec sleep 3600'
answer limits "${before:-none}, then ${limited:+limited}"
