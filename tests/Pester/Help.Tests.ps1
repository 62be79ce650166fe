# Every example of the help, also of the about topics, is run and what it prints compared; and help is found in any language.
# What the help says of the cmdlets: tests/Tracking.Tests/Help.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/HelpExample.psm1"
    $folder = "$PSScriptRoot/../../module/en-US"
    $examples = @(Get-TrackingExample $folder | ForEach-Object { $i = 0 } { @{ Name = $_.Name; Index = $i++ } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/HelpExample.psm1", "$PSScriptRoot/ReadmeBlock.psm1"
    $manifest = Convert-Path "$PSScriptRoot/../../Tracking.psd1"
    $folder = Convert-Path "$PSScriptRoot/../../module/en-US"
    $topics = @((Get-ChildItem "$folder/about_*.help.txt").Name -replace '\.help\.txt$')
}

Describe 'Help is found' {
    # In a real session: which files are looked at depends on the culture that the process begins with.
    It 'where the language is <Language>' -ForEach @(
        @{ Language = 'English'; Locale = 'en_US.UTF-8'; Culture = 'en-US' }
        @{ Language = 'German'; Locale = 'de_DE.UTF-8'; Culture = 'de-DE' }
        @{ Language = 'none'; Locale = 'C'; Culture = '' }
    ) {
        $child = Invoke-Pwsh -Environment @{ LC_ALL = $Locale; CULTURE = $Culture; TOPICS = $topics -join ' ' } {
            # Where the environment has no say, as on Windows.
            [cultureinfo]::CurrentUICulture = [Threading.Thread]::CurrentThread.CurrentUICulture = $env:CULTURE
            [cultureinfo]::CurrentUICulture.Name
            Get-Command -Module Tracking | Where-Object { @((Get-Help $_.Name).examples.example).Count -lt 3 } | ForEach-Object Name
            $env:TOPICS -split ' ' | Where-Object { -not "$(Get-Help $_)".StartsWith('TOPIC') }
        }
        $child.Error | Should -BeNullOrEmpty
        $child.Output | Should -BeExactly $Culture
    }
}

Describe 'The help example' {
    BeforeAll {
        $results = @(Invoke-Example (Get-TrackingExample $folder) $manifest (New-TestFolder))
    }

    It '<Name>' -ForEach $examples {
        $results[$Index].Name | Should -BeExactly $Name
        $results[$Index].Results | ForEach-Object { Assert-ReadmeBlock $_ }
    }
}

Describe 'The check of a help example' {
    BeforeAll {
        $samples = @(
            @{ Name = 'right'; Code = "PS> Save-UserTrack a001 @{`n>>     k = 1`n>> }`n0000001`nPS> `$kept = 1`nPS> Remove-Track 1 -WhatIf`nWhat if: ...`"0000001 in ...`"." }
            @{ Name = 'fresh'; Code = "PS> Search-Track`nPS> Get-TrackStore -ListAvailable`nPS> `$null -eq `$kept`nTrue" }
            @{ Name = 'wrong'; Code = "PS> Save-UserTrack a001 @{ k = 1 }`n0000002" }
            @{ Name = 'silent'; Code = "PS> Save-UserTrack a001 @{ k = 1 }" }
            @{ Name = 'failing'; Code = "PS> Stop-TrackRun a001" }
        ) | ForEach-Object { [pscustomobject] $_ }
        $results = @(Invoke-Example $samples $manifest (New-TestFolder))
        function Get-Result([string] $Name) { ($results | Where-Object Name -EQ $Name).Results }
    }

    It 'passes what prints as shown, in a store of its own: <_>' -ForEach 'right', 'fresh' {
        { Get-Result $_ | ForEach-Object { Assert-ReadmeBlock $_ } } | Should -Not -Throw
    }

    It 'fails what prints something else, or something where nothing is shown: <_>' -ForEach 'wrong', 'silent', 'failing' {
        { Get-Result $_ | ForEach-Object { Assert-ReadmeBlock $_ } } | Should -Throw '*prints something else*'
    }
}
