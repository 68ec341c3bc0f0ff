# Looks for a program that is there and for one that is not. A directory is none.
locate sh
answer located "$located"
answer shells "$(command -v sh)"
set -- one two
answer words "$#"
PATH=/:$PATH
locate tmp
answer absent "$located"
