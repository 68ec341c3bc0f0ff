# shellcheck shell=bash
# Completion for bash, of 'dotnet-stagecraft-bootstrap' and of 'dotnet stagecraft-bootstrap'. In ~/.bashrc:
#   source <(dotnet stagecraft-bootstrap completion bash)

_stagecraft_bootstrap() {
    local IFS=$'\n' tool=("${COMP_WORDS[0]}") text=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
    [[ ${COMP_WORDS[0]} != dotnet ]] || tool=(dotnet stagecraft-bootstrap)
    text=${text#*stagecraft-bootstrap}
    text=${text# }
    # --output=<TAB>: the '=' is a word of its own here.
    [[ $word != = ]] || word=''
    # shellcheck disable=SC2207 # macOS still has bash 3.2, which knows no mapfile
    COMPREPLY=($(compgen -W "$("${tool[@]}" "[suggest:${#text}]" "$text" 2>/dev/null)" -- "$word"))
}

# Whatever completes dotnet already goes on doing so.
_stagecraft_dotnet() {
    if [[ ${COMP_WORDS[1]} == stagecraft-bootstrap ]] && ((COMP_CWORD > 1)); then
        _stagecraft_bootstrap
    elif [[ -n $_stagecraft_dotnet_before ]]; then
        "$_stagecraft_dotnet_before" "$@"
    fi
}

if [[ $(complete -p dotnet 2>/dev/null) != *_stagecraft_dotnet* ]]; then
    _stagecraft_dotnet_before=$(complete -p dotnet 2>/dev/null | sed -n 's/.* -F \([^ ]*\).*/\1/p')
fi

# Where nothing is suggested, a file name may be wanted.
complete -o bashdefault -o default -F _stagecraft_bootstrap dotnet-stagecraft-bootstrap
complete -o bashdefault -o default -F _stagecraft_dotnet dotnet
