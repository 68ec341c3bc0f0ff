# PowerShell completion for 'dotnet-stagecraft-bootstrap'. Add to $PROFILE:
#   dotnet-stagecraft-bootstrap completion powershell | Out-String | Invoke-Expression
# Does not cover 'dotnet stagecraft-bootstrap': PowerShell allows one completer per command, and dotnet has its own.

Register-ArgumentCompleter -Native -CommandName 'dotnet-stagecraft-bootstrap' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString().PadRight($cursorPosition - $commandAst.Extent.StartOffset)
    $text = $line.Substring(0, $cursorPosition - $commandAst.Extent.StartOffset) -replace '^.*?stagecraft-bootstrap(\.exe)?["'']?\s?', ''
    dotnet-stagecraft-bootstrap "[suggest:$($text.Length)]" $text |
        Where-Object { $_.StartsWith($wordToComplete) } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
