#compdef dotnet-stagecraft-bootstrap
# Completion for zsh, of 'dotnet-stagecraft-bootstrap' and of 'dotnet stagecraft-bootstrap'. In ~/.zshrc, after compinit:
#   source <(dotnet stagecraft-bootstrap completion zsh)

_stagecraft_bootstrap() {
    local -a tool found
    local text="${(j: :)words[1,CURRENT-1]} $PREFIX"
    tool=(${~words[1]})
    [[ $words[1] != dotnet ]] || tool=(dotnet stagecraft-bootstrap)
    text=${text#*stagecraft-bootstrap}
    text=${text# }
    found=(${(f)"$($tool "[suggest:$#text]" "$text" 2>/dev/null)"})
    # --output=<TAB>: what stands before the '=' stays.
    [[ $PREFIX != --*=* ]] || compset -P '*='
    # Where nothing is suggested, a file name may be wanted.
    if (( $#found )); then compadd -a found; else _files; fi
}

# Whatever completes dotnet already goes on doing so.
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
