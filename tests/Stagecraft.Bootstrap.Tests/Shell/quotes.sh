# Quotes commands that end well, say nothing, and fail.
quote text printf 'one\n\n=two\n  three\n'
answer well "$?"
quote nothing true
quote failure sh -c 'echo half; echo complaint >&2; exit 3'
answer ill "$?"
answer after yes
