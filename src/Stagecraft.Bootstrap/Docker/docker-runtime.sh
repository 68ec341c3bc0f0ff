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
elif attempt 5 "$path" --version; then
    # It is one whose version Docker does not know how to read.
    answer starts yes
else
    answer error "$(reason "$path --version")"
fi
