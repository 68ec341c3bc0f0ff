# shellcheck shell=bash
# Bash completion for 'dotnet-stagecraft-bootstrap' and 'dotnet stagecraft-bootstrap'. Add to ~/.bashrc:
#   source <(dotnet stagecraft-bootstrap completion bash)

_stagecraft_bootstrap() {
    local IFS=$'\n' tool=("${COMP_WORDS[0]}") text=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
    [[ ${COMP_WORDS[0]} != dotnet ]] || tool=(dotnet stagecraft-bootstrap)
    text=${text#*stagecraft-bootstrap}
    text=${text# }
    # --output=<TAB>: bash passes '=' as a separate word.
    [[ $word != = ]] || word=''
    # shellcheck disable=SC2207 # macOS has bash 3.2, which does not have mapfile
    COMPREPLY=($(compgen -W "$("${tool[@]}" "[suggest:${#text}]" "$text" 2>/dev/null)" -- "$word"))
}

# Keeps an existing completion for dotnet.
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

# Falls back to file names if there are no suggestions.
complete -o bashdefault -o default -F _stagecraft_bootstrap dotnet-stagecraft-bootstrap
complete -o bashdefault -o default -F _stagecraft_dotnet dotnet
