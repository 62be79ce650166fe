# What Tab offers, through TabExpansion2 as a shell asks it, and once in a real terminal.

BeforeDiscovery {
    $noTmux = -not (Get-Command tmux -CommandType Application -ErrorAction Ignore)

    # What each parameter offers from a store with the one task 'backup', user 'ann', run 1, track 1, key 'step'.
    $offers = @(
        foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track', 'Start-TrackRun', 'Stop-TrackRun', 'Get-TrackRun', 'Get-TrackTask', 'Get-TrackUser') {
            @{ Line = "$one "; Text = 'backup' }
            @{ Line = "$one -TaskId "; Text = 'backup' }
            @{ Line = "$one -TaskId:BAC"; Text = 'backup' }
        }
        foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track', 'Get-TrackUser') { @{ Line = "$one -TaskId backup -UserName "; Text = 'ann' } }
        foreach ($one in 'Get-UserTrack', 'Get-LastUserTrack', 'Get-TrackUser') { @{ Line = "$one backup a"; Text = 'ann' } }
        foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track', 'Stop-TrackRun', 'Get-TrackRun') { @{ Line = "$one backup -RunId "; Text = '1' } }
        foreach ($one in 'Search-Track', 'Remove-Track') { @{ Line = "$one -Id "; Text = "'0000001'" } }
        foreach ($one in 'Search-Track', 'Watch-Track', 'Save-UserTrack') { @{ Line = "$one backup -Data "; Text = '@{ step = ' } }
        @{ Line = 'Remove-Track 1'; Text = "'0000001'" }
        @{ Line = 'Save-UserTrack backup '; Text = '@{ step = ' }
    )
    $files = @(
        foreach ($one in 'Open-TrackStore', 'Remove-TrackStore') { "$one "; "$one mon"; "$one -Path " }
        foreach ($one in 'Close-TrackStore', 'Optimize-TrackStore', 'Update-TrackIndex') { "$one "; "$one mon" }
        foreach ($one in 'Save-UserTrack', 'Get-UserTrack', 'Get-LastUserTrack', 'Search-Track', 'Watch-Track', 'Remove-Track', 'Start-TrackRun', 'Stop-TrackRun', 'Get-TrackRun', 'Get-TrackTask', 'Get-TrackUser',
            'Update-TrackIndex', 'Close-TrackStore', 'Optimize-TrackStore', 'Remove-TrackStore') {
            "$one -Store "
        }
        'Copy-Track '; 'Copy-Track mon'; 'Copy-Track -Destination '; 'Copy-Track all.json -Store '
    )
    $names = @(
        'two words', "it's", 'say "so"', ("typographic {0}single{1} {2}double{3}" -f [char] 0x2018, [char] 0x2019, [char] 0x201C, [char] 0x201D), '$home', 'a$(1)b', 'a;b', 'a|b', 'a&b', 'a>b', 'a(b',
        '{x}', 'a{b', '@x', '#x', 'a#b', 'a,b', 'back`tick', 'a`*b', '-x', '--x', '-TaskId', '12', '007', '0x1F', '1e3', '1kb', '$null', '%', '?', 'a*', '*', 'a?c', 'a[bc]d', 'a[b', 'a]b', '[a]', '~', '.', '..',
        'größe', '日本語', ([char]::ConvertFromUtf32(0x1F600) + ' smile'), "e$([char] 0x301)", "tab`tand`nline", ' leading', 'trailing ', 'if', 'x-y_z.w', 'a/b', 'a\b', 'C:\x', 'k=v', 'a+b', '!x', 'a^b', '<x',
        "a$([char] 0x2013)b", "$([char] 0x2013)x", "nbsp$([char] 0xA0)x", 'a~b', '2fast', '_x', '\x', '/x', "a'", "'", '"', '`', "`$x'``*[" | ForEach-Object { @{ Name = $_ } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/../runner/ChildPwsh.psm1"
    $formerHome = $env:TRACKING_HOME
    $env:TRACKING_HOME = New-TestFolder

    # What Tab offers at the end of a line.
    function Get-Offer([string] $Line) {
        $before = $global:Error.Count
        $found = TabExpansion2 $Line $Line.Length
        if ($global:Error.Count -ne $before) { throw "Tab left an error: $($global:Error[0])" }
        $found.CompletionMatches
    }

    function Get-Text([string] $Line) { Get-Offer $Line | ForEach-Object CompletionText }

    # The line after Tab put the one thing in that there is to offer.
    function Complete([string] $Line) {
        $found = TabExpansion2 $Line $Line.Length
        $found.CompletionMatches | Should -HaveCount 1
        $Line.Remove($found.ReplacementIndex, $found.ReplacementLength).Insert($found.ReplacementIndex, $found.CompletionMatches[0].CompletionText)
    }
}

AfterAll {
    $env:TRACKING_HOME = $formerHome
}

Describe 'Tab' {
    BeforeAll {
        $noon = Get-Date '2024-05-06T12:00:00'
        $null = Open-TrackStore -InMemory
        $null = Save-UserTrack backup @{ step = 'copy' } -UserName ann -TimeStamp $noon
    }

    AfterAll {
        Close-TrackStore
    }

    It 'completes <Line>' -ForEach $offers {
        Get-Text $Line | Should -BeExactly $Text
    }

    It 'leaves no parameter out' {
        # A file to write to is completed by PowerShell itself.
        $others = @{ 'Export-TrackReport' = 'Path' }
        foreach ($command in Get-Command -Module Tracking) {
            foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -in 'TaskId', 'UserName', 'RunId', 'Id', 'Path', 'Store', 'Data' -and $_.Name -ne $others[$command.Name] }) {
                $parameter.Attributes | Where-Object { $_ -is [ArgumentCompleter] } | Should -HaveCount 1 -Because "$command has -$($parameter.Name)"
            }
        }
    }
}

Describe 'What Tab offers' {
    BeforeAll {
        $noon = Get-Date '2024-05-06T12:00:00'
        $store = Open-TrackStore -InMemory
        1..12 | ForEach-Object { $null = Save-UserTrack backup ([ordered] @{ step = "copy $_"; 'my key' = $_ }) -UserName ann -TimeStamp $noon.AddMinutes($_) }
        $null = Save-UserTrack backup @{ step = 'verify' } -UserName bob -TimeStamp $noon.AddMinutes(13)
        $null = Stop-TrackRun backup -Failed -TimeStamp $noon.AddDays(2)
        $null = Save-UserTrack report @{ pages = 7 } -UserName bob -TimeStamp $noon
        $null = Start-TrackRun -TimeStamp $noon
        $null = Start-TrackRun idle -TimeStamp $noon
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'of tasks and users tells their tracks and the last time' {
        $found = @(Get-Offer 'Search-Track -TaskId ')
        $found.CompletionText | Should -BeExactly @('backup', 'report')
        $found.ListItemText | Should -BeExactly @('backup', 'report')
        $found.ToolTip | Should -BeExactly @('backup: 13 tracks, last 2024-05-06 12:13:00', 'report: 1 track, last 2024-05-06 12:00:00')
        $found.ResultType | Sort-Object -Unique | Should -Be 'ParameterValue'
        (Get-Offer 'Search-Track -UserName ').ToolTip | Should -BeExactly @('ann: 12 tracks, last 2024-05-06 12:12:00', 'bob: 2 tracks, last 2024-05-06 12:13:00')
    }

    It 'of runs tells the task, how it stands, when it began and how long it took, newest first' {
        $found = @(Get-Offer 'Get-TrackRun -RunId ')
        $found.CompletionText | Should -BeExactly @('4', '3', '2', '1')
        $found.ToolTip | Should -BeExactly @(
            'run 4 of idle: Running, 2024-05-06 12:00:00, 0:00:00'
            'run 3: Running, 2024-05-06 12:00:00, 0:00:00'
            'run 2 of report: Running, 2024-05-06 12:00:00, 0:00:00'
            'run 1 of backup: Failed, 2024-05-06 12:01:00, 1d 23:59:00'
        )
    }

    It 'of ids tells what the track is, newest first' {
        $found = @(Get-Offer 'Search-Track -Id ')
        $found.ListItemText[0..2] | Should -BeExactly @('0000013', '0000012', '0000011')
        $found[0].ToolTip | Should -BeExactly 'backup, run 1, bob, 2024-05-06 12:13:00 {step=verify}'
        Get-Text 'Search-Track -Id 14' | Should -BeExactly "'0000014'"
    }

    It 'of keys is a mapping that is begun, and tells how often a key is there' {
        $found = @(Get-Offer 'Search-Track backup -Data ')
        $found.CompletionText | Should -BeExactly @('@{ step = ', "@{ 'my key' = ")
        $found.ListItemText | Should -BeExactly @('step', 'my key')
        $found.ToolTip | Should -BeExactly @('step: in 13 of the newest 13 tracks, last verify', 'my key: in 12 of the newest 13 tracks, last 12')
        Get-Text 'Search-Track -TaskId backup -Data MY' | Should -BeExactly "@{ 'my key' = "
        Get-Text 'Search-Track report -Data ' | Should -BeExactly '@{ pages = '
        @(Invoke-Expression "Search-Track -Data $((Get-Text 'Search-Track -Data m'))12 }").Count | Should -Be 1
    }

    It 'is narrowed by what the line says already: <Line>' -ForEach @(
        @{ Line = 'Search-Track report -UserName '; Text = 'bob' }
        @{ Line = 'Search-Track r* -UserName '; Text = 'bob' }
        @{ Line = 'Search-Track -UserName ann -TaskId '; Text = 'backup' }
        @{ Line = 'Get-TrackUser -UserName a* '; Text = 'backup' }
        @{ Line = 'Search-Track backup, report -RunId '; Text = '2', '1' }
        @{ Line = 'Search-Track report -RunId '; Text = '2' }
        @{ Line = 'Get-TrackRun idle -RunId '; Text = '4' }
        @{ Line = 'Search-Track rep* -RunId '; Text = '2' }
        @{ Line = 'Search-Track report -Id '; Text = "'0000014'" }
        @{ Line = 'Search-Track -UserName bob -Id '; Text = "'0000013'", "'0000014'" }
        @{ Line = 'Search-Track -RunId 2 -Id '; Text = "'0000014'" }
        @{ Line = 'Search-Track -TaskId $(1) -UserName '; Text = 'ann', 'bob' }
    ) {
        Get-Text $Line | Should -BeExactly $Text
    }

    It 'is all there is for a task or a user that is new' {
        Get-Text 'Save-UserTrack -TaskId new -UserName ' | Should -BeExactly @('ann', 'bob')
        Get-Text 'Save-UserTrack -UserName new -TaskId ' | Should -BeExactly @('backup', 'report')
    }

    It 'begins with what was typed, or is like it: <Line>' -ForEach @(
        @{ Line = 'Search-Track BACK'; Text = 'backup' }
        @{ Line = "Search-Track 'back"; Text = "'backup'" }
        @{ Line = 'Search-Track "back'; Text = "'backup'" }
        @{ Line = 'Search-Track *port'; Text = 'report' }
        @{ Line = 'Search-Track *up, re'; Text = 'report' }
        @{ Line = 'Search-Track ?e'; Text = 'report' }
        @{ Line = 'Search-Track -RunId 2'; Text = '2' }
        @{ Line = 'Search-Track -Id 1'; Text = @(13..10 | ForEach-Object { "'00000$_'" }) + "'0000001'" + "'0000014'" }
    ) {
        Get-Text $Line | Should -BeIn $Text
        @(Get-Text $Line).Count | Should -Be @($Text).Count
    }

    It 'of the middle of a line is what belongs there' {
        $line = 'Search-Track back -UserName ann | Remove-Track'
        $found = TabExpansion2 $line 17
        $found.CompletionMatches.CompletionText | Should -BeExactly 'backup'
        $found.ReplacementIndex, $found.ReplacementLength | Should -Be @(13, 4)
    }

    It 'is at most a hundred runs and tracks, the newest' {
        $many = Open-TrackStore -InMemory
        1..120 | ForEach-Object { $null = Start-TrackRun a001; $null = Save-UserTrack a001 @{ k = 1 } }
        (Get-Text 'Search-Track -RunId ').Count | Should -Be 100
        (Get-Text 'Search-Track -RunId ')[0] | Should -BeExactly '120'
        (Get-Text 'Search-Track -Id ').Count | Should -Be 100
        Get-Text 'Search-Track -Id 5' | Should -Contain "'0000005'"
        $many | Close-TrackStore
    }
}

Describe 'What Tab offers of many runs' {
    BeforeAll {
        $many = Open-TrackStore -InMemory
        $null = Start-TrackRun first; $null = Save-UserTrack first @{ k = 1 }
        for ($i = 2; $i -le 6000; $i++) { $null = Start-TrackRun "task$($i % 2)" }
        $null = Start-TrackRun last
    }

    AfterAll {
        $many | Close-TrackStore
    }

    It 'is those that were started last or hold the newest tracks: <Line>' -ForEach @(
        @{ Line = 'Get-TrackRun -RunId '; First = '6001', '6000', '5999' }
        @{ Line = 'Get-TrackRun -RunId 5'; First = '5999', '5998', '5997' }
        @{ Line = 'Get-TrackRun -RunId 17'; First = '17' }
        @{ Line = 'Get-TrackRun first -RunId '; First = '1' }
        @{ Line = 'Get-TrackRun last -RunId '; First = '6001' }
        @{ Line = 'Search-Track task* -RunId '; First = '6000', '5999' }
        @{ Line = 'Search-Track task1 -RunId '; First = '5999', '5997' }
    ) {
        $texts = @(Get-Text $Line)
        $texts | Select-Object -First @($First).Count | Should -BeExactly $First
        $texts.Count | Should -BeLessOrEqual 100
    }
}

Describe 'A name that Tab completes' {
    BeforeAll {
        $store = Open-TrackStore -InMemory
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'is that name when the line runs, and no other: <Name>' -ForEach $names {
        $id = Save-UserTrack $Name @{ k = 1 } -UserName $Name
        # Others that it would match, were it a wildcard.
        $null = foreach ($other in 'abc', 'a*b*c', 'back', 'tick', 'ab') { Save-UserTrack $other @{ k = 1 } -UserName $other }
        foreach ($line in 'Search-Track -TaskId ', 'Search-Track -UserName ', 'Get-TrackTask ', 'Get-TrackUser -UserName ') {
            $offer = @(Get-Offer $line | Where-Object { $_.ListItemText -ceq [Tracking.TrackView]::OneLine($Name) })
            $offer | Should -HaveCount 1
            $found = @(Invoke-Expression ($line + $offer.CompletionText))
            $found | Should -HaveCount 1
            ($line -like '*User*' ? $found.UserName : $found.TaskId) | Should -BeExactly $Name
        }

        foreach ($line in 'Save-UserTrack ', 'Save-UserTrack -UserName ') {
            $offer = @(Get-Offer $line | Where-Object { $_.ListItemText -ceq [Tracking.TrackView]::OneLine($Name) })
            $saved = Invoke-Expression "$line$($offer.CompletionText) -Data @{ k = 2 } -PassThru $($line -like '*User*e *' -and $line -like '*-User*' ? '-TaskId t' : '-UserName u')"
            ($line -like '*-UserName*' ? $saved.UserName : $saved.TaskId) | Should -BeExactly $Name
            $saved | Remove-Track
        }

        Search-Track | Remove-Track
    }

    It 'is found by what is typed of it: <Typed>' -ForEach @(
        @{ Name = 'two words'; Typed = "'two w" }
        @{ Name = 'two words'; Typed = 'two` w' }
        @{ Name = 'two words'; Typed = '"two ' }
        @{ Name = 'two words'; Typed = "$([char] 0x2018)two w" }
        @{ Name = "it's so"; Typed = "'it''s" }
        @{ Name = "it's so"; Typed = '"it''s' }
        @{ Name = 'a*b'; Typed = "'a``*" }
        @{ Name = 'a*b'; Typed = "'a*" }
        @{ Name = 'a[b'; Typed = "'a[" }
        @{ Name = '$home'; Typed = "'`$h" }
        @{ Name = '12'; Typed = '1' }
    ) {
        $null = Save-UserTrack $Name @{ k = 1 }
        $null = Save-UserTrack other @{ k = 1 }
        (Invoke-Expression (Complete "Search-Track $Typed")).TaskId | Should -BeExactly $Name
        Search-Track | Remove-Track
    }

    It 'may hold any character anywhere' {
        $failed = foreach ($character in 32..126 | ForEach-Object { [char] $_ }) {
            foreach ($name in "${character}a", "b${character}c", "d$character") {
                $null = Save-UserTrack $name @{ k = 1 }
                $texts = @(Get-Text 'Search-Track '; Get-Text 'Save-UserTrack ')
                $found = @(Invoke-Expression "Search-Track $($texts[0])")
                $written = Invoke-Expression "Write-Output -InputObject $($texts[1])"
                if ($texts.Count -ne 2 -or $found.Count -ne 1 -or "$written" -cne $name -or $found.TaskId -cne $name) { "$name -> $texts" }
                Search-Track | Remove-Track
            }
        }
        $failed | Should -BeNullOrEmpty
    }

    It 'shows a name of several lines in one' {
        $null = Save-UserTrack "a`nb" @{ k = 1 }
        $offer = Get-Offer 'Search-Track '
        $offer.ListItemText | Should -BeExactly 'a b'
        $offer.ToolTip | Should -Not -Match "`n"
        Search-Track | Remove-Track
    }

    It 'may be a key, whatever it looks like: <_>' -ForEach 'step', 'two words', "it's", '$x', '12', 'if', 'größe', 'a-b', 'a.b', '' {
        $null = Save-UserTrack t @{ $_ = 1 }
        @(Invoke-Expression "Search-Track -Data $(Get-Text 'Search-Track -Data ')1 }") | Should -HaveCount 1
        Search-Track | Remove-Track
    }
}

Describe 'The store that Tab asks' {
    BeforeAll {
        Get-TrackStore -Open | Close-TrackStore
        $folder = New-TestFolder
        $file = "$folder/team.json"
        $null = Save-UserTrack of-the-file @{ k = 1 } -Store $file
        $closed = Open-TrackStore "$folder/closed.json"
        $null = Save-UserTrack of-the-closed @{ k = 1 }
        $closed | Close-TrackStore
        $gone = Open-TrackStore -InMemory
        $null = Save-UserTrack gone @{ k = 1 }
        $gone | Close-TrackStore
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack of-the-other @{ k = 1 }
        $current = Open-TrackStore -InMemory
        $null = Save-UserTrack of-the-current @{ k = 1 }
        # A completer is asked in the scope of the session.
        $global:completionStores = @{ Closed = $closed; Gone = $gone; Other = $other; File = Get-Item $file; Path = $file }
        Push-Location $folder
    }

    AfterAll {
        Pop-Location
        $other, $current | Close-TrackStore
        Remove-Variable completionStores -Scope Global
    }

    It 'is the one that the line names: <Store>' -ForEach @(
        @{ Store = 'team.json'; Task = 'of-the-file' }
        @{ Store = './team.json'; Task = 'of-the-file' }
        @{ Store = '"team.json"'; Task = 'of-the-file' }
        @{ Store = '$completionStores.File'; Task = 'of-the-file' }
        @{ Store = '$completionStores.Path'; Task = 'of-the-file' }
        @{ Store = '$completionStores.Closed'; Task = 'of-the-closed' }
        @{ Store = '$completionStores.Other'; Task = 'of-the-other' }
    ) {
        Get-Text "Search-Track -Store $Store -TaskId of" | Should -BeExactly $Task
        Get-Text "Save-UserTrack -Store $Store -TaskId of" | Should -BeExactly $Task
        (Get-ChildItem $folder).Name | Sort-Object | Should -BeExactly @('closed.json', 'closed.json.lock', 'team.json', 'team.json.lock')
        Get-TrackStore | Should -Be $current
        @(Get-TrackStore -Open) | Should -Be @($other, $current)
    }

    It 'is not another one when the line names one that is not known yet, or not there: <Store>' -ForEach @(
        @{ Store = '(Get-Item team.json)' }
        @{ Store = '"$(1).json"' }
        @{ Store = '$unknown' }
        @{ Store = 'missing.json' }
        @{ Store = ':memory:' }
        @{ Store = 'env:x' }
        @{ Store = '$completionStores.Gone' }
        @{ Store = "''" }
    ) {
        Get-Text "Search-Track -Store $Store -TaskId of" | Should -BeNullOrEmpty
        Test-Path "$folder/missing.json*" | Should -BeFalse
    }

    It 'is the current one otherwise' {
        Get-Text 'Search-Track of' | Should -BeExactly 'of-the-current'
    }
}

Describe 'Tab for files' {
    BeforeAll {
        $null = Save-UserTrack a @{ k = 1 } -Store "$env:TRACKING_HOME/my 'old' file.json"
        $null = Save-UserTrack a @{ k = 1 } -Store "$env:TRACKING_HOME/monday.json"
        $monday = Get-Item "$env:TRACKING_HOME/monday.json"
        (Get-Item "$env:TRACKING_HOME/my 'old' file.json").LastWriteTime = '2024-01-31'
        $work = New-TestFolder
        $null = Save-UserTrack a @{ k = 1 } -Store "$work/elsewhere.json"
        Push-Location $work
    }

    AfterAll {
        Pop-Location
        Get-ChildItem $env:TRACKING_HOME | Remove-Item
    }

    It 'offers the session files: <_>' -ForEach $files {
        Get-Text $_ | Select-Object -First 1 | Should -BeExactly $monday.FullName
    }

    It 'offers the newest first, with date and size' {
        $found = @(Get-Offer 'Open-TrackStore ')
        $found.ListItemText | Should -BeExactly @('monday.json', "my 'old' file.json")
        $found[0].ToolTip | Should -BeExactly ('{0}: {1:yyyy-MM-dd HH:mm:ss}, {2} bytes' -f $monday.FullName, $monday.LastWriteTime, $monday.Length)
        $found[1].ToolTip | Should -Match ': 2024-01-31 00:00:00, \d+ bytes$'
    }

    It 'writes a path so that it is that path' {
        $line = Complete 'Get-TrackTask -Store my'
        (Invoke-Expression $line).TaskId | Should -BeExactly 'a'
        (Invoke-Expression (Complete "Open-TrackStore 'my -ReadOnly".Replace(' -ReadOnly', ''))).Name | Should -BeExactly "my 'old' file.json"
        Close-TrackStore
    }

    It 'leaves other files to PowerShell' {
        Get-Offer 'Open-TrackStore else' | ForEach-Object ListItemText | Should -BeExactly @('elsewhere.json', 'elsewhere.json.lock')
        Get-Offer 'Search-Track -Store ./' | ForEach-Object ListItemText | Should -Contain 'elsewhere.json'
    }

    It 'offers stores that are open before the rest' {
        $null = Open-TrackStore elsewhere.json
        $null = Open-TrackStore -InMemory
        $found = @(Get-Offer 'Search-Track -Store ')
        $found.ListItemText | Should -BeExactly @('elsewhere.json', 'monday.json', "my 'old' file.json")
        $found[0].ToolTip | Should -Match 'elsewhere\.json: open, 1 tracks?, \d{4}-'
        Get-TrackStore -Open | Close-TrackStore
    }
}

Describe 'Tab' {
    It 'is never an error and leaves nothing behind, whatever the store, the folder and the word' {
        $root = New-TestFolder
        $null = New-Item -ItemType Directory "$root/work"
        $null = Save-UserTrack a001 @{ k = 1 } -Store "$root/work/damaged.json"
        $null = Save-UserTrack a002 @{ k = 1 } -Store "$root/work/damaged.json"
        $lines = [IO.File]::ReadAllLines("$root/work/damaged.json")
        $lines[2] = 'no event'
        [IO.File]::WriteAllLines("$root/work/damaged.json", $lines)
        Set-Content "$root/work/text.json" 'no store at all'
        Set-Content "$root/work/empty.json" '' -NoNewline
        Remove-Item "$root/work/*.lock"
        $before = Get-ChildItem $root -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" }
        $child = Invoke-Pwsh -WorkingDirectory "$root/work" -Environment @{ TRACKING_HOME = $root } -TimeoutSeconds 120 {
            Set-StrictMode -Version 3
            $subjects = 'TaskId', 'UserName', 'RunId', 'Id', 'Path', 'Store', 'Data'
            $parameters = foreach ($command in Get-Command -Module Tracking) { $command.Parameters.Values | Where-Object Name -In $subjects | ForEach-Object { @{ Command = $command; Name = $_.Name } } }
            $words = '', 'a', "'a", '"', '[', '``', '$', '@{ a', '0', '-1', '99999999999999999999', '(', '*'
            $stores = 'damaged.json', 'text.json', 'empty.json', 'missing.json', '.', ':memory:', '$null', '5', '@{}'
            function Test-Tab([string] $Line) {
                try { $null = TabExpansion2 $Line $Line.Length } catch { "$Line threw $_" }
                if ($error.Count) { "$Line left $($error[0])"; $error.Clear() }
            }

            foreach ($one in $parameters) {
                foreach ($word in $words) { Test-Tab "$($one.Command) -$($one.Name) $word" }
                if ($one.Name -ne 'Store' -and $one.Command.Parameters.ContainsKey('Store')) {
                    foreach ($store in $stores) { Test-Tab "$($one.Command) -Store $store -$($one.Name) " }
                }
            }

            $null = Open-TrackStore -InMemory
            Close-TrackStore
            foreach ($folder in "$env:TRACKING_HOME/none", "$env:TRACKING_HOME/work/text.json") {
                $env:TRACKING_HOME = $folder
                foreach ($one in $parameters) { Test-Tab "$($one.Command) -$($one.Name) " }
            }

            # A damaged file is read around.
            "damaged: $((TabExpansion2 'Search-Track -Store damaged.json -TaskId ' 41).CompletionMatches.CompletionText -join ' ')"
            "open: $(@(Get-TrackStore -Open).Count)"
        }
        $child.Error | Should -BeNullOrEmpty
        $child.Output -split '\r?\n' | Should -BeExactly @('damaged: a002', 'open: 0')
        Get-ChildItem $root -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" } | Should -Be $before
    }
}

Describe 'Tab in a terminal' {
    BeforeAll {
        $socket = "tracking-$PID"

        # The lines on the terminal's screen, as soon as one of them matches.
        function Wait-Screen([string] $Pattern) {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            do {
                $screen = @(tmux -L $socket capture-pane -p) | ForEach-Object TrimEnd | Where-Object { $_ }
                if ($screen -match $Pattern) { return $screen }
                Start-Sleep -Milliseconds 100
            } while ($watch.Elapsed.TotalSeconds -lt 60)
            throw "No line matched '$Pattern' in time. The screen is:`n$($screen -join "`n")"
        }

        function Send-Key { tmux -L $socket send-keys @args }
    }

    It 'completes a task' -Skip:$noTmux {
        $pwsh = Get-PwshCommand
        $words = @('env', "TRACKING_HOME=$(New-TestFolder)", 'TERM=screen') + $pwsh.FilePath + $pwsh.Arguments + '-NoProfile' | ForEach-Object { "'$($_ -replace "'", "'\''")'" }
        tmux -L $socket -f /dev/null new-session -d -x 100 -y 30 ($words -join ' ')
        try {
            $null = Wait-Screen '^PS .*>$'
            $manifest = Convert-Path "$PSScriptRoot/../../Tracking.psd1"
            Send-Key -l "Import-Module '$manifest'; `$null = Save-UserTrack backup-of-the-disk @{ step = 'copy' }; clear; 'rea' + 'dy'"
            Send-Key Enter
            $null = Wait-Screen '^ready$'
            Send-Key -l 'Search-Track -TaskId back'
            Send-Key Tab
            $null = Wait-Screen '> Search-Track -TaskId backup-of-the-disk$'
            Send-Key Enter
            Wait-Screen '^ 0000001 ' | Should -Contain '      Id TaskId           RunId UserName   TimeStamp           Data'
        }
        finally {
            tmux -L $socket kill-server
        }
    }
}
