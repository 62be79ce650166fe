# Runs the PowerShell blocks of a Markdown file, and compares what they print with the text blocks that follow them.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/TestHelpers.psm1"

# Lines are trimmed at their end; blank lines, of which tables have some around them, count as one, and as none at both ends.
function Format-BlockText([string] $Text) {
    $Text.Trim() -replace '[ \t]+(?=\r?\n|$)' -replace '(\r?\n){3,}', "`n`n" -replace '\r'
}

<#
.SYNOPSIS
Gives the fenced blocks of a Markdown file: Language, Line (of the first fence), Text.
#>
function Get-MarkdownBlock {
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )

    $lines = [IO.File]::ReadAllLines($Path)
    for ($i = 0; $i -lt $lines.Count; $i++) {
        if ($lines[$i] -notmatch '^```(\w*)\s*$') {
            continue
        }

        $language, $start = $Matches[1], $i
        do { $i++ } while ($i -lt $lines.Count -and $lines[$i] -notmatch '^```\s*$')
        [pscustomobject] @{
            Language = $language
            Line     = $start + 1
            EndLine  = $i + 1
            Text     = ($lines | Select-Object -Skip ($start + 1) -First ($i - $start - 1)) -join "`n"
        }
    }
}

<#
.SYNOPSIS
Gives the PowerShell blocks of a Markdown file: Line, Text, and Expected, which is $null where no text block follows directly.
#>
function Get-ReadmeBlock {
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )

    $lines = [IO.File]::ReadAllLines($Path)
    $blocks = @(Get-MarkdownBlock -Path $Path)
    for ($i = 0; $i -lt $blocks.Count; $i++) {
        $block = $blocks[$i]
        if ($block.Language -ne 'powershell') {
            continue
        }

        $next = $i + 1 -lt $blocks.Count ? $blocks[$i + 1] : $null
        $follows = $next -and $next.Language -eq 'text' -and
            -not ($lines[$block.EndLine..($next.Line - 1)] | Select-Object -SkipLast 1 | Where-Object { $_.Trim() })
        [pscustomobject] @{
            Line     = $block.Line
            Text     = $block.Text
            Expected = $follows ? $next.Text : $null
        }
    }
}

# The child's part. As in a session where each block is typed in line by line: one scope, and each statement's output
# shown by itself. All its variables are in one that no README uses.
$runner = {
    # What cmdlets tell the console itself, under -WhatIf for example, is kept too.
    $readmeRun = @{ Blocks = Get-Content -LiteralPath $env:README_BLOCKS -Raw | ConvertFrom-Json; Console = [IO.StringWriter]::new() }
    [Console]::SetOut($readmeRun.Console)
    foreach ($readmeBlock in $readmeRun.Blocks) {
        $readmeRun.Output = [Text.StringBuilder]::new()
        $readmeRun.Errors = [Collections.Generic.List[string]]::new()
        try {
            foreach ($readmeStatement in [scriptblock]::Create($readmeBlock.Text).Ast.EndBlock.Statements) {
                . ([scriptblock]::Create($readmeStatement.Extent.Text)) *>&1 | ForEach-Object {
                    if ($_ -is [Management.Automation.ErrorRecord]) { $readmeRun.Errors.Add("$_") }
                    # Out-String leaves away what the console puts before a warning.
                    $_ -is [Management.Automation.WarningRecord] ? "WARNING: $_" : $_
                } | Out-String -Width 100 | ForEach-Object { $null = $readmeRun.Output.Append($_) }
            }
        }
        catch {
            $readmeRun.Errors.Add("$_")
            $null = $readmeRun.Output.Append(($_ | Out-String -Width 100))
        }

        @{ Output = "$($readmeRun.Output)"; Console = "$($readmeRun.Console)"; Errors = $readmeRun.Errors } | ConvertTo-Json -Compress |
            Add-Content -LiteralPath $env:README_RESULTS
        $null = $readmeRun.Console.GetStringBuilder().Clear()
    }
}

<#
.SYNOPSIS
Runs blocks in order in one new session, and returns them with their Output, what went to the Console beside it, and Errors;
Output is $null if it never came so far.

.PARAMETER Block
What Get-ReadmeBlock gives.

.PARAMETER Folder
An empty folder. The session works in a folder in it, and has its TRACKING_HOME in another.

.PARAMETER Copy
What is to stand in the folder that the session works in.
#>
function Invoke-ReadmeBlock {
    param(
        [Parameter(Mandatory)]
        [object[]] $Block,

        [Parameter(Mandatory)]
        [string] $Folder,

        [string[]] $Copy = @()
    )

    $null = New-Item -ItemType Directory -Path "$Folder/work", "$Folder/home"
    $Copy | ForEach-Object { Copy-Item -Path $_ -Destination "$Folder/work" -Recurse }
    ConvertTo-Json $Block | Set-Content -LiteralPath "$Folder/blocks.json"
    $null = New-Item -Path "$Folder/results.json"
    $child = Invoke-Pwsh -Bare $runner -WorkingDirectory "$Folder/work" -TimeoutSeconds 180 -Environment @{
        TRACKING_HOME  = "$Folder/home"
        TRACKING_STORE = $null
        README_BLOCKS  = "$Folder/blocks.json"
        README_RESULTS = "$Folder/results.json"
    }

    $results = @(Get-Content -LiteralPath "$Folder/results.json" | ConvertFrom-Json)
    for ($i = 0; $i -lt $Block.Count; $i++) {
        $came = $i -lt $results.Count
        [pscustomobject] @{
            Line     = $Block[$i].Line
            Text     = $Block[$i].Text
            Expected = $Block[$i].Expected
            Output   = $came ? $results[$i].Output : $null
            Console  = $came ? $results[$i].Console : $null
            Errors   = $came ? @($results[$i].Errors) : @("The session ended before this block. $($child.Error)")
        }
    }
}

<#
.SYNOPSIS
Throws, with what was expected and what came, unless a block did what the file says. In the expected text, ... stands for anything.
#>
function Assert-ReadmeBlock {
    param(
        [Parameter(Mandatory)]
        [object] $Result
    )

    if ($null -eq $Result.Expected -or $null -eq $Result.Output) {
        if ($Result.Errors) {
            throw "The block in line $($Result.Line) failed: $($Result.Errors -join '; ')"
        }

        return
    }

    $expected = Format-BlockText $Result.Expected
    $output = Format-BlockText $Result.Output
    $pattern = '\A' + [regex]::Escape($expected).Replace('\.\.\.', '.*') + '\z'
    if (-not [regex]::IsMatch($output, $pattern, 'Singleline, NonBacktracking')) {
        throw "The block in line $($Result.Line) prints something else.`nExpected:`n$expected`n`nPrinted:`n$output`n"
    }
}

Export-ModuleMember -Function Get-MarkdownBlock, Get-ReadmeBlock, Invoke-ReadmeBlock, Assert-ReadmeBlock
