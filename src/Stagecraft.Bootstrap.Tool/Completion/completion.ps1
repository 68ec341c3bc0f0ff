# Completion for PowerShell, of 'dotnet-stagecraft-bootstrap'. In $PROFILE:
#   dotnet-stagecraft-bootstrap completion powershell | Out-String | Invoke-Expression
# Not of 'dotnet stagecraft-bootstrap': PowerShell has one completer a command, and dotnet has its own.

Register-ArgumentCompleter -Native -CommandName 'dotnet-stagecraft-bootstrap' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString().PadRight($cursorPosition - $commandAst.Extent.StartOffset)
    $text = $line.Substring(0, $cursorPosition - $commandAst.Extent.StartOffset) -replace '^.*?stagecraft-bootstrap(\.exe)?["'']?\s?', ''
    dotnet-stagecraft-bootstrap "[suggest:$($text.Length)]" $text |
        Where-Object { $_.StartsWith($wordToComplete) } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
