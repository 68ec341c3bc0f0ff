#compdef dotnet-stagecraft-bootstrap
# Zsh completion for 'dotnet-stagecraft-bootstrap' and 'dotnet stagecraft-bootstrap'. Add to ~/.zshrc, after compinit:
#   source <(dotnet stagecraft-bootstrap completion zsh)

_stagecraft_bootstrap() {
    local -a tool found
    local text="${(j: :)words[1,CURRENT-1]} $PREFIX"
    tool=(${~words[1]})
    [[ $words[1] != dotnet ]] || tool=(dotnet stagecraft-bootstrap)
    text=${text#*stagecraft-bootstrap}
    text=${text# }
    found=(${(f)"$($tool "[suggest:$#text]" "$text" 2>/dev/null)"})
    # --output=<TAB>: keeps the text before the '='.
    [[ $PREFIX != --*=* ]] || compset -P '*='
    # Falls back to file names if there are no suggestions.
    if (( $#found )); then compadd -a found; else _files; fi
}

# Keeps an existing completion for dotnet.
_stagecraft_dotnet() {
    if [[ $words[2] == stagecraft-bootstrap ]] && (( CURRENT > 2 )); then
        _stagecraft_bootstrap
    elif [[ -n $_stagecraft_dotnet_before ]]; then
        $_stagecraft_dotnet_before "$@"
    else
        _files
    fi
}

[[ $_comps[dotnet] == _stagecraft_dotnet ]] || typeset -g _stagecraft_dotnet_before=$_comps[dotnet]
compdef _stagecraft_bootstrap dotnet-stagecraft-bootstrap
compdef _stagecraft_dotnet dotnet
