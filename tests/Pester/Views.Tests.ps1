# What a user sees: the tables and lists of module/Tracking.Format.ps1xml, at 100 columns.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    $noon = Get-Date '2024-05-06T12:00:00'
    $formerRendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    # The lines as they are printed, without the empty ones around them and the spaces behind them.
    function Get-Line {
        param([Parameter(ValueFromPipeline)] $InputObject)
        ($input | Out-String -Width 100) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $formerRendering
}

Describe 'The view' {
    BeforeAll {
        $store = Open-TrackStore -InMemory
        $data = [ordered] @{ step = 'copy'; n = 1; list = @(1, 'x'); deep = @{ a = 1.5 }; b = [byte[]] (1, 2); none = $null; text = "a`nb$([char] 27)[31m" }
        $null = Save-UserTrack a001 $data -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a002-with-a-long-name @{ text = 'x' * 300 } -UserName user-of-a-long-name -TimeStamp $noon.AddSeconds(1)
        $null = Save-UserTrack a001 @{} -UserName u2 -TimeStamp $noon.AddSeconds(2)
        $null = Start-TrackRun -TimeStamp $noon
        $null = Stop-TrackRun -RunId 1 -TimeStamp $noon.AddHours(1)
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'of tracks is a table, one line each, with their data at a glance' {
        Search-Track -Store $store | Get-Line | Should -BeExactly @(
            '      Id TaskId           RunId UserName   TimeStamp           Data'
            '      -- ------           ----- --------   ---------           ----'
            ' 0000001 a001                 1 u1         2024-05-06 12:00:00 {step=copy, n=1, list=(1, x), deep={…'
            ' 0000002 a002-with-a-lon…     2 user-of-a… 2024-05-06 12:00:01 {text=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'
            ' 0000003 a001                 1 u2         2024-05-06 12:00:02 {}'
        )
    }

    It 'of what Watch-Track gives is one table of tracks and runs' {
        Watch-Track -Store $store -From $noon.AddSeconds(2) -Timeout 0 | Get-Line | Should -BeExactly @(
            'Time                TaskId           RunId UserName   What'
            '----                ------           ----- --------   ----'
            '2024-05-06 12:00:00                      3            Running'
            '2024-05-06 12:00:01 a002-with-a-lon…     2            Running'
            '2024-05-06 12:00:02 a001                 1 u2         {}'
            '2024-05-06 13:00:00 a001                 1            Finished'
        )
        Watch-Track -Store $store -From $noon.AddSeconds(2) -RunId 1 | Format-List | Get-Line | Should -Contain 'Data      : {}'
    }

    It 'of a track as a list shows its data and its store' {
        Search-Track -Id 1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'Id        : 0000001'
            'Number    : 1'
            'TaskId    : a001'
            'RunId     : 1'
            'UserName  : u1'
            'TimeStamp : 2024-05-06 12:00:00'
            'Data      : {step=copy, n=1, list=(1, x), deep={a=1.5}, b=(2 bytes), none=, text=a b [31m}'
            'Store     : :memory:'
        )
    }

    It 'of a track in a text is one line' {
        "$(Search-Track -Id 3 -Store $store)" | Should -BeExactly "<Track ['a001', 1, 'u2', '2024-05-06 12:00']: {}>"
    }

    It 'of data that are long is cut' {
        [Tracking.TrackView]::Preview((Search-Track -Id 2 -Store $store)) | Should -BeExactly "{text=$('x' * 300)}"
        $long = Save-UserTrack long @{ text = 'x' * 5000 } -Store (Open-TrackStore -InMemory) -PassThru
        $preview = [Tracking.TrackView]::Preview($long)
        $preview | Should -BeExactly "{text=$('x' * 494)…"
        $long.Store | Close-TrackStore
    }

    It 'of runs is a table, with how long each took and how it stands' {
        Get-TrackRun -Store $store | Get-Line | Should -BeExactly @(
            'RunId TaskId               Start                    Duration Status    Message'
            '----- ------               -----                    -------- ------    -------'
            '    1 a001                 2024-05-06 12:00:00       1:00:00 Finished'
            '    2 a002-with-a-long-na… 2024-05-06 12:00:01       0:00:00 Running'
            '    3                      2024-05-06 12:00:00       0:00:00 Running'
        )
    }

    It 'of a run as a list shows all of it' {
        Get-TrackRun -RunId 1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'RunId    : 1'
            'TaskId   : a001'
            'Start    : 2024-05-06 12:00:00'
            'End      : 2024-05-06 13:00:00'
            'Duration : 01:00:00'
            'Status   : Finished'
            'Finished : True'
            'Message  :'
            'Store    : :memory:'
        )
    }

    It 'of <Type> as a list lacks no property' -ForEach @(
        @{ Type = 'a track'; Get = { Search-Track -First 1 -Store $store } }
        @{ Type = 'a run'; Get = { Get-TrackRun -RunId 1 -Store $store } }
        @{ Type = 'a task'; Get = { Get-TrackTask a001 -Store $store } }
        @{ Type = 'a user'; Get = { Get-TrackUser a001 u1 -Store $store } }
        @{ Type = 'a store'; Get = { $store } }
    ) {
        $object = & $Get
        $shown = @($object | Format-List | Get-Line | ForEach-Object { ($_ -split ' *: ?')[0] })
        $shown | Sort-Object | Should -BeExactly @($object.PSObject.Properties.Name | Sort-Object)
    }

    It 'of a span of time is <Text>' -ForEach @(
        @{ Span = '00:00:00'; Text = '0:00:00' }
        @{ Span = '00:00:07.999'; Text = '0:00:07' }
        @{ Span = '01:02:03'; Text = '1:02:03' }
        @{ Span = '23:59:59'; Text = '23:59:59' }
        @{ Span = '1.00:00:00'; Text = '1d 00:00:00' }
        @{ Span = '2.03:04:05'; Text = '2d 03:04:05' }
        @{ Span = '365.03:04:05'; Text = '365d 03:04:05' }
    ) {
        [Tracking.TrackView]::Duration([timespan] $Span) | Should -BeExactly $Text
    }

    It 'of tasks is a table, their users in one line' {
        Get-TrackTask -Store $store | Get-Line | Should -BeExactly @(
            'TaskId                   TrackCount CurrentRunId LastTimeStamp       UserNames'
            '------                   ---------- ------------ -------------       ---------'
            'a001                              2              2024-05-06 12:00:02 u1, u2'
            'a002-with-a-long-name             1            2 2024-05-06 12:00:01 user-of-a-long-name'
        )
    }

    It 'of a task as a list' {
        Get-TrackTask a001 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'TaskId        : a001'
            'TrackCount    : 2'
            'UserNames     : u1, u2'
            'CurrentRunId  :'
            'LastTimeStamp : 2024-05-06 12:00:02'
            'Store         : :memory:'
        )
    }

    It 'of users is a table' {
        Get-TrackUser -Store $store | Get-Line | Should -BeExactly @(
            'TaskId               UserName             TrackCount LastTimeStamp'
            '------               --------             ---------- -------------'
            'a001                 u1                            1 2024-05-06 12:00:00'
            'a001                 u2                            1 2024-05-06 12:00:02'
            'a002-with-a-long-na… user-of-a-long-name           1 2024-05-06 12:00:01'
        )
    }

    It 'of a user as a list' {
        Get-TrackUser a001 u1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'TaskId        : a001'
            'UserName      : u1'
            'TrackCount    : 1'
            'LastTimeStamp : 2024-05-06 12:00:00'
            'Store         : :memory:'
        )
    }

    It 'of a store in memory, as a table and as a list' {
        $new = Open-TrackStore -InMemory
        $new | Get-Line | Should -BeExactly @(
            'IsCurrent TrackCount RunCount       Length LastWriteTime       Name'
            '--------- ---------- --------       ------ -------------       ----'
            'True               0        0                                  :memory:'
        )
        $new | Format-List | Get-Line | Should -BeExactly @(
            'Name          : :memory:'
            'Path          :'
            'Kind          : Memory'
            'IsCurrent     : True'
            'IsOpen        : True'
            'IsReadOnly    : False'
            'IsLocked      : False'
            'Durability    :'
            'TrackCount    : 0'
            'RunCount      : 0'
            'TaskCount     : 0'
            'UserCount     : 0'
            'Length        :'
            'LastWriteTime :'
        )
        $new | Close-TrackStore
    }

    It 'of a store in a file tells its length, its name and its path' {
        $path = "$(New-TestFolder)/s.json"
        $file = Open-TrackStore $path
        $null = Save-UserTrack a001 @{ k = 1 }
        $row = @($file | Get-Line)[2]
        $row | Should -BeExactly ('True               1        1 {0,12} {1:yyyy-MM-dd HH:mm:ss} s.json' -f $file.Length, $file.LastWriteTime)
        $lines = $file | Format-List | Out-String -Width 300
        $lines | Should -Match 'Name +: s\.json\r?\n'
        $lines | Should -Match "Path +: $([regex]::Escape($path))\r?\n"
        $lines | Should -Match 'Durability +: EverySecond\r?\n'
        $lines | Should -Match "Length +: $($file.Length)\r?\n"
        $file | Close-TrackStore
        @($file | Get-Line)[2] | Should -Match '^False +\d+ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d s\.json$'
    }

    It 'of what was optimised tells the sizes' {
        $path = "$(New-TestFolder)/s.json"
        $file = Open-TrackStore $path
        1..9 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -Update }
        $result = Optimize-TrackStore
        $lines = @($result | Get-Line)
        $lines[0] | Should -BeExactly '  LengthBefore    LengthAfter Store'
        $lines[2] | Should -Match "^ +$($result.LengthBefore) +$($result.LengthAfter) \S"
        $result | Format-List | Out-String -Width 300 | Should -Match "Store +: $([regex]::Escape($path))\r?\n"
        $file | Close-TrackStore
    }

    It 'of anything is at most 100 columns wide, names and paths of any length' {
        $wide = Open-TrackStore "$(New-TestFolder)/$('p' * 120).json"
        $null = Save-UserTrack ('t' * 200) @{ ('k' * 200) = 'v' * 200 } -UserName ('u' * 200)
        $shown = @(Search-Track; Get-TrackRun; Get-TrackTask; Get-TrackUser; Get-TrackStore; Optimize-TrackStore)
        foreach ($object in $shown) {
            $lines = @($object | Get-Line)
            $lines.Count | Should -Be 3
            ($lines | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
            ($object | Format-List | Get-Line | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
        }

        $wide | Close-TrackStore
    }
}

Describe 'The status of a run' {
    BeforeAll {
        $path = "$(New-TestFolder)/runs.json"
        $null = Open-TrackStore $path
        foreach ($task in 'finished', 'stopped', 'failed', 'running') { $null = Start-TrackRun $task -TimeStamp $noon }
        $null = Stop-TrackRun finished -TimeStamp $noon.AddSeconds(7)
        $null = Stop-TrackRun stopped -Unfinished -TimeStamp $noon.AddSeconds(3723)
        $null = Stop-TrackRun failed -Failed -Message "the disk`nis full$([char] 27)[31m, $('x' * 60)" -TimeStamp $noon.AddDays(2).AddSeconds(11045)
        $e = [char] 27

        # The status of each run as it is rendered.
        function Get-Status { @(Get-TrackRun | Get-Line | Select-Object -Skip 2 | ForEach-Object { if ($_ -match '.*\d:\d\d:\d\d +(\S+)') { $Matches[1] } }) }
    }

    AfterEach {
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterAll {
        Close-TrackStore
    }

    It 'stands in the table with the first line of the message, at 100 columns' {
        Get-TrackRun | Get-Line | Select-Object -Skip 2 | Should -BeExactly @(
            '    1 finished             2024-05-06 12:00:00       0:00:07 Finished'
            '    2 stopped              2024-05-06 12:00:00       1:02:03 Stopped'
            '    3 failed               2024-05-06 12:00:00   2d 03:04:05 Failed    the disk is full [31m, xxxxx…'
            '    4 running              2024-05-06 12:00:00       0:00:00 Running'
        )
    }

    It 'has the host''s colours where they are shown' {
        $PSStyle.OutputRendering = 'Ansi'
        $style = $PSStyle.Formatting
        Get-Status | Should -BeExactly @('Finished', 'Stopped', "$($style.Error)Failed$($PSStyle.Reset)", "$($style.FormatAccent)Running$($PSStyle.Reset)")
        Get-TrackRun -RunId 3 | Format-List | Out-String | Should -Match "$e\[[\d;]+mFailed$e\[0m"
    }

    It 'has the colours that the user chose, or none' {
        $PSStyle.OutputRendering = 'Ansi'
        $former = $PSStyle.Formatting.Error
        try {
            $PSStyle.Formatting.Error = "$e[35m"
            (Get-Status)[2] | Should -BeExactly "$e[35mFailed$e[0m"
        }
        finally {
            $PSStyle.Formatting.Error = $former
        }
    }

    It 'keeps its width when it is coloured' {
        $plain = @(Get-TrackRun | Get-Line)
        $PSStyle.OutputRendering = 'Ansi'
        @(Get-TrackRun | Get-Line) -replace "$e\[[\d;]*m" -replace ' +$' | Should -BeExactly $plain
    }

    It 'of a run that nobody can go on with has the colour of a warning' {
        $copy = "$(New-TestFolder)/copy.json"
        Copy-Item $path $copy
        $PSStyle.OutputRendering = 'Ansi'
        @(Get-TrackRun -Store $copy | Get-Line)[-1] | Should -Match ([regex]::Escape(" $($PSStyle.Formatting.Warning)Abandoned$($PSStyle.Reset)"))
    }

    It 'has no escape when colours are off, or not shown' {
        Get-Status | Should -BeExactly @('Finished', 'Stopped', 'Failed', 'Running')
        $PSStyle.OutputRendering = 'Ansi'
        $file = "$(New-TestFolder)/out.txt"
        $child = Invoke-Pwsh -Environment @{ NO_COLOR = $null; FILE = $path; OUT = $file } {
            Set-StrictMode -Version 3
            $PSStyle.OutputRendering = 'Host'
            Get-TrackRun -Store $env:FILE | Out-File $env:OUT
            Get-TrackRun -Store $env:FILE | ForEach-Object { [Tracking.TrackView]::Status($_) }
        }
        $child.Error | Should -BeNullOrEmpty
        $child.Output -split '\r?\n' | Should -BeExactly @('Finished', 'Stopped', 'Failed', 'Running')
        Get-Content $file -Raw | Should -Not -Match $e
    }
}
