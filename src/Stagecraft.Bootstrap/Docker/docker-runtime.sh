# Asks why the runtime that Docker starts containers with is not among the components that it names. Reads only.
# docker-runtime
runtime=$(ask docker info --format '{{.DefaultRuntime}} {{with index .Runtimes .DefaultRuntime}}{{.Path}}{{end}}')
answer name "${runtime%% *}"
path=${runtime#* }
if [ "$runtime" = "${runtime% *}" ]; then
    answer error "'docker info' does not say what it is"
elif [ -z "$path" ]; then
    # One that containerd starts by itself, as Kata's: it has no program whose version Docker could ask for.
    answer starts yes
elif said=$(timeout 5 "$path" --version 2>&1); then
    # It is one whose version Docker does not know how to read.
    answer starts yes
else
    status=$?
    line=$(printf '%s\n' "$said" | grep . | tail -n 1 | head -c 1024)
    answer error "${line:-"'$path --version' ended with exit status $status"}"
fi
