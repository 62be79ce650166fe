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

    It 'of a track as a list shows its data and its store' {
        Search-Track -Id 1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'Id        : 0000001'
            'TaskId    : a001'
            'RunId     : 1'
            'UserName  : u1'
            'TimeStamp : 2024-05-06 12:00:00'
            'Data      : {step=copy, n=1, list=(1, x), deep={a=1.5}, b=(2 bytes), none=, text=a b [31m}'
            'Store     : :memory:'
        )
    }

    It 'of a track in a text is one line, as in the seed' {
        "$(Search-Track -Id 3 -Store $store)" | Should -BeExactly "<Track ['a001', 1, 'u2', '2024-05-06 12:00']: {}>"
    }

    It 'of data that are long is cut' {
        [Tracking.TrackView]::Preview((Search-Track -Id 2 -Store $store)) | Should -BeExactly "{text=$('x' * 300)}"
        $long = Save-UserTrack long @{ text = 'x' * 5000 } -Store (Open-TrackStore -InMemory) -PassThru
        $preview = [Tracking.TrackView]::Preview($long)
        $preview | Should -BeExactly "{text=$('x' * 494)…"
        $long.Store | Close-TrackStore
    }

    It 'of runs is a table' {
        Get-TrackRun -Store $store | Get-Line | Should -BeExactly @(
            'RunId TaskId                   Start               End                 Finished'
            '----- ------                   -----               ---                 --------'
            '    1 a001                     2024-05-06 12:00:00 2024-05-06 13:00:00 True'
            '    2 a002-with-a-long-name    2024-05-06 12:00:01 2024-05-06 12:00:01 False'
            '    3                          2024-05-06 12:00:00 2024-05-06 12:00:00 False'
        )
    }

    It 'of a run as a list shows its store' {
        Get-TrackRun -RunId 1 -Store $store | Format-List | Get-Line | Should -BeExactly @(
            'RunId    : 1'
            'TaskId   : a001'
            'Start    : 2024-05-06 12:00:00'
            'End      : 2024-05-06 13:00:00'
            'Finished : True'
            'Store    : :memory:'
        )
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
            'Kind     IsCurrent TrackCount RunCount       Length Path'
            '----     --------- ---------- --------       ------ ----'
            'Memory   True               0        0'
        )
        $new | Format-List | Get-Line | Should -BeExactly @(
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

    It 'of a store in a file tells its length and its path' {
        $path = "$(New-TestFolder)/s.json"
        $file = Open-TrackStore $path
        $null = Save-UserTrack a001 @{ k = 1 }
        $row = @($file | Get-Line)[2]
        $row | Should -Match "^File     True               1        1 +$($file.Length) \S"
        $lines = $file | Format-List | Out-String -Width 300
        $lines | Should -Match "Path +: $([regex]::Escape($path))\r?\n"
        $lines | Should -Match 'Durability +: EverySecond\r?\n'
        $lines | Should -Match "Length +: $($file.Length)\r?\n"
        $file | Close-TrackStore
        @($file | Get-Line)[2] | Should -Match '^File     False +\d+ \S'
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
