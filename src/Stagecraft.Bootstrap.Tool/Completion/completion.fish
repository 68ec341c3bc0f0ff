# Fish completion for 'dotnet-stagecraft-bootstrap' and 'dotnet stagecraft-bootstrap'. Run once:
#   dotnet stagecraft-bootstrap completion fish >~/.config/fish/conf.d/stagecraft-bootstrap.fish

function __stagecraft_bootstrap
    set -l line (commandline -cp)
    set -l tool dotnet-stagecraft-bootstrap
    string match --quiet --regex '^\s*dotnet\s' -- $line; and set tool dotnet stagecraft-bootstrap
    set -l text (string replace --regex '^.*?stagecraft-bootstrap\s?' '' -- $line)
    set -l found ($tool "[suggest:"(string length -- "$text")"]" "$text" 2>/dev/null | string match --regex ".+")
    if set -q found[1]
        printf '%s\n' $found
    else
        # Falls back to file names if there are no suggestions.
        __fish_complete_path (commandline -ct)
    end
end

complete --command dotnet-stagecraft-bootstrap --no-files --arguments '(__stagecraft_bootstrap)'
complete --command dotnet --no-files --condition '__fish_seen_subcommand_from stagecraft-bootstrap' --arguments '(__stagecraft_bootstrap)'
