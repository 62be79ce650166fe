# Help cannot drift: what can be typed in it is what Get-Command says, all of it is described, and every example, also of the
# about topics, is run and what it prints compared.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/HelpExample.psm1"
    $folder = "$PSScriptRoot/../../module/en-US"
    $examples = @(Get-TrackingExample $folder | ForEach-Object { $i = 0 } { @{ Name = $_.Name; Index = $i++ } })
    $cmdlets = @(Get-Command -Module Tracking | ForEach-Object { @{ Name = $_.Name } })
    $topics = @((Get-ChildItem "$folder/about_*.help.txt").Name -replace '\.help\.txt$')
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/HelpExample.psm1", "$PSScriptRoot/ReadmeBlock.psm1"
    $manifest = Convert-Path "$PSScriptRoot/../../Tracking.psd1"
    $folder = Convert-Path "$PSScriptRoot/../../module/en-US"
    $topics = @((Get-ChildItem "$folder/about_*.help.txt").Name -replace '\.help\.txt$')

    function Get-Paragraph([object] $Description) {
        @($Description | ForEach-Object { $_.Text.Trim() } | Where-Object { $_ })
    }
}

Describe 'The help of <Name>' -ForEach $cmdlets {
    BeforeAll {
        $command = Get-Command $Name -Module Tracking
        $help = Get-Help $Name
        $common = [Management.Automation.PSCmdlet]::CommonParameters
        $rows = @(foreach ($set in $command.ParameterSets) { $set.Parameters | Where-Object Name -NotIn $common })
        $parameters = @($help.parameters.parameter)
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        Get-Paragraph $help.description | Should -Not -BeNullOrEmpty
    }

    It 'describes every parameter' {
        $parameters.name | Sort-Object | Should -BeExactly @($rows.Name | Sort-Object -Unique)
        foreach ($parameter in $parameters) {
            Get-Paragraph $parameter.description | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) is a parameter"
        }
    }

    It 'describes every value of an enumeration' {
        foreach ($parameter in $command.Parameters.Values) {
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
            if ($type.IsEnum -and $parameter.Name -notin $common) {
                $said = Get-Paragraph ($parameters | Where-Object name -EQ $parameter.Name).description
                $type.GetEnumNames() | ForEach-Object { $said -match "^${_}: .+\." | Should -HaveCount 1 }
            }
        }
    }

    It 'has the syntax that Get-Command has' {
        $expected = $command.ParameterSets | ForEach-Object {
            $parts = $_.Parameters | Where-Object Name -NotIn $common | Sort-Object { $_.Name -in 'WhatIf', 'Confirm' }, { $_.Position -lt 0 ? 99 : $_.Position } -Stable |
                ForEach-Object { "$($_.Name) $($_.IsMandatory) $($_.Position -lt 0 ? 'named' : $_.Position)" }
            $parts -join ', '
        }
        $printed = $help.syntax.syntaxItem | ForEach-Object {
            # A set without parameters has no such property.
            $own = @(if ($_.PSObject.Properties['parameter']) { $_.parameter })
            @($own | ForEach-Object { "$($_.name) $($_.required) $($_.position)" }) -join ', '
        }
        $printed | Sort-Object | Should -Be @($expected | Sort-Object)
    }

    It 'describes everything that it takes from the pipeline, and nothing else' {
        $inputs = @($help.inputTypes.inputType)
        $byValue = @($rows | Where-Object ValueFromPipeline | ForEach-Object { ($_.ParameterType.GetElementType() ?? $_.ParameterType).FullName } | Sort-Object -Unique)
        $byName = @($rows | Where-Object ValueFromPipelineByPropertyName | ForEach-Object Name | Where-Object { $_ -ne 'Store' })
        if (-not $byValue -and -not $byName) {
            $inputs.type.name | Should -BeExactly 'None'
            return
        }

        $byValue | Where-Object { $_ -notin $inputs.type.name } | Should -BeNullOrEmpty
        foreach ($one in $inputs) {
            Get-Paragraph $one.description | Should -Not -BeNullOrEmpty
            if ($one.type.name -notin $byValue) {
                ([type] $one.type.name).GetProperties().Name | Where-Object { $_ -in $byName } | Should -Not -BeNullOrEmpty
            }
        }
    }

    It 'describes everything that it returns, and nothing else' {
        $outputs = @($help.returnValues.returnValue)
        $outputs.type.name | Should -BeExactly ($command.OutputType ? @($command.OutputType.Type.FullName) : @('None'))
        $outputs | Where-Object { $_.type.name -ne 'None' } | ForEach-Object { Get-Paragraph $_.description | Should -Not -BeNullOrEmpty }
    }

    It 'has at least three examples, each with a title' {
        $titles = @($help.examples.example.title)
        $titles.Count | Should -BeGreaterOrEqual 3
        $titles -notmatch '^Example \d+: \w' | Should -BeNullOrEmpty
        ($titles -replace '^Example \d+: ' | Sort-Object -Unique).Count | Should -Be $titles.Count
    }

    It 'is shown by Get-Help' {
        $full = Get-Help $Name -Full | Out-String -Width 200
        foreach ($word in $help.Synopsis, 'SYNTAX', 'INPUTS', 'OUTPUTS', 'Example 3: ', 'RELATED LINKS') {
            $full.Contains($word) | Should -BeTrue -Because "'$word' is part of it"
        }

        Get-Help $Name -Examples | Out-String -Width 200 | Should -Match 'Example 1: [^\r\n]+\s+PS> '
        foreach ($parameter in $parameters | Where-Object name -NotIn 'WhatIf', 'Confirm') {
            $said = ((Get-Help $Name -Parameter $parameter.name | Out-String -Width 1000) -split '\r?\n').Trim()
            $said | Should -Contain @(Get-Paragraph $parameter.description)[0]
        }
    }

    It 'links to what is there' {
        $links = @($help.relatedLinks.navigationLink.linkText)
        $links | Should -Not -Contain $Name
        $links | ForEach-Object { Resolve-HelpName $_ | Should -Not -BeNullOrEmpty -Because "$_ is linked to" }
    }
}

Describe 'The help topic <_>' -ForEach $topics {
    BeforeAll {
        $lines = [IO.File]::ReadAllLines("$folder/$_.help.txt")
        $text = $lines -join "`n"
    }

    It 'has the form of an about topic' {
        $text | Should -MatchExactly "\ATOPIC\n    $_\n\nSHORT DESCRIPTION\n    (.+\n)+\nLONG DESCRIPTION\n"
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $text | Should -Not -Match '\t'
    }

    It 'links to what is there' {
        $links = @(($text -split '\nSEE ALSO\n')[1] -split '\n' | ForEach-Object Trim | Where-Object { $_ })
        $links += [regex]::Matches($text, '\babout_\w+').Value
        $links | Sort-Object -Unique | ForEach-Object { Resolve-HelpName $_ | Should -Not -BeNullOrEmpty -Because "$_ is linked to" }
    }

    It 'names only cmdlets that are there' {
        [regex]::Matches($text, '\b(Save|Get|Search|Copy|Remove|Expand|Export|Start|Stop|Update|Open|Close|Optimize|Invoke)-\w*Track\w*').Value |
            Should -BeIn (Get-Command -Module Tracking).Name
    }
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
