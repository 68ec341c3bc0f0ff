# Probes why Docker does not list its runtime among its components. Reads only.
# docker-runtime
runtime=$(ask docker info --format '{{.DefaultRuntime}} {{with index .Runtimes .DefaultRuntime}}{{.Path}}{{end}}')
answer name "${runtime%% *}"
path=${runtime#* }
if [ "$runtime" = "${runtime% *}" ]; then
    answer error "'docker info' does not report the runtime"
elif [ -z "$path" ]; then
    # A runtime without a program whose version Docker could query, such as Kata's. containerd starts it directly.
    answer starts yes
elif attempt 5 "$path" --version; then
    # The runtime works. Docker just cannot parse its version.
    answer starts yes
else
    answer error "$(reason "$path --version")"
fi
