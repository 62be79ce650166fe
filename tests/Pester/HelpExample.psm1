# Runs the examples of help as a user types them: what follows a prompt, and what it prints.

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/ReadmeBlock.psm1"

<#
.SYNOPSIS
Gives the examples of a MAML file: Name and Code.
#>
function Get-HelpExample {
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )

    $maml = [Xml.XmlDocument]::new()
    $maml.Load($Path)
    foreach ($example in $maml.SelectNodes('//*[local-name() = "example"]')) {
        $command = $example.ParentNode.ParentNode.details.name
        [pscustomobject] @{ Name = "$command, $($example.title)"; Code = $example.code }
    }
}

<#
.SYNOPSIS
Gives what an about topic shows of a session: Name and Code. Lines are code from one that begins with a prompt to the next
one that is not indented as deep; all of a topic is one session.
#>
function Get-TopicExample {
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )

    $depth = $null
    $code = foreach ($line in [IO.File]::ReadAllLines($Path)) {
        if ($line -match '^( +)PS> ') {
            $depth = $Matches[1]
        }

        if ($depth -and $line.StartsWith($depth)) {
            $line.Substring($depth.Length)
        }
        elseif ($line) {
            $depth = $null
        }
        elseif ($depth) {
            ''
        }
    }
    [pscustomobject] @{ Name = [IO.Path]::GetFileName($Path) -replace '\.help\.txt$'; Code = $code -join "`n" }
}

<#
.SYNOPSIS
Gives all examples of a folder with help: of the cmdlets, and of the about topics that have any.
#>
function Get-TrackingExample {
    param(
        [Parameter(Mandatory)]
        [string] $Folder
    )

    Get-HelpExample "$Folder/Tracking.dll-Help.xml"
    Get-ChildItem "$Folder/about_*.help.txt" | ForEach-Object { Get-TopicExample $_ } | Where-Object Code
}

<#
.SYNOPSIS
Gives the statements that stand at the prompts of an example, with what they are to print, as blocks for Invoke-ReadmeBlock.
#>
function ConvertTo-ExampleBlock {
    param(
        [Parameter(Mandatory)]
        [string] $Code
    )

    $number = 0
    $blocks = [Collections.Generic.List[object]]::new()
    foreach ($line in $Code -split '\r?\n') {
        $number++
        switch -Regex -CaseSensitive ($line) {
            '^PS> (.*)' { $blocks.Add([pscustomobject] @{ Line = $number; Text = $Matches[1]; Expected = '' }); break }
            '^>> ?(.*)' { $blocks[-1].Text += "`n$($Matches[1])"; break }
            default { $blocks[-1].Expected += "$line`n" }
        }
    }

    $blocks
}

# Each example finds an empty folder and an empty home. The session's own file keeps its name, but not its content.
$preamble = @'
Import-Module '{0}'
function Reset-Session {{
    Get-TrackStore -Open | Close-TrackStore
    Get-ChildItem -LiteralPath $env:TRACKING_HOME, . | Remove-Item -Recurse -Force
    Get-Variable -Scope Global | Where-Object Name -NotIn $keptNames | Remove-Variable -Scope Global
}}
$keptNames = @((Get-Variable -Scope Global).Name) + 'keptNames', 'readmeBlock', 'readmeStatement', 'foreach', 'switch', 'Matches', '_', 'PSItem', 'LASTEXITCODE'
'@

<#
.SYNOPSIS
Runs examples, each in a fresh store and home, in one new session; returns for each the results of its blocks.
#>
function Invoke-Example {
    param(
        [Parameter(Mandatory)]
        [object[]] $Example,

        [Parameter(Mandatory)]
        [string] $Module,

        [Parameter(Mandatory)]
        [string] $Folder
    )

    $blocks = [Collections.Generic.List[object]]::new()
    $blocks.Add([pscustomobject] @{ Line = 0; Text = $preamble -f ($Module -replace "'", "''"); Expected = '' })
    $counts = foreach ($one in $Example) {
        $own = @(ConvertTo-ExampleBlock $one.Code)
        $blocks.Add([pscustomobject] @{ Line = 0; Text = 'Reset-Session'; Expected = '' })
        $blocks.AddRange($own)
        $own.Count
    }

    $results = @(Invoke-ReadmeBlock -Block $blocks -Folder $Folder)
    $results | ForEach-Object { $_.Output = "$($_.Console)$($_.Output)" }
    $next = 1
    for ($i = 0; $i -lt $Example.Count; $i++) {
        [pscustomobject] @{ Name = $Example[$i].Name; Results = $results[$next..($next + $counts[$i])] }
        $next += $counts[$i] + 1
    }
}

Export-ModuleMember -Function Get-TrackingExample, Invoke-Example
