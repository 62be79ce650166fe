# Damaged, foreign and locked files: format 6 and 7, rule 4.15. A file that is refused is as it was, and nothing stands beside it that did not.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/../runner/ChildPwsh.psm1"

    $noon = Get-Date '2024-05-06T12:00:00'

    # Whatever is in a folder: names and bytes, but for those of a lock, which .NET cannot read while another process holds it.
    function Get-FolderState([string] $Folder) {
        foreach ($item in Get-ChildItem -LiteralPath $Folder -Force -Recurse | Sort-Object FullName) {
            $bytes = $item -is [IO.DirectoryInfo] ? 'folder' : $item.Extension -eq '.lock' ? 'lock' : [Convert]::ToBase64String([IO.File]::ReadAllBytes($item.FullName))
            "$($item.FullName.Substring($Folder.Length)) $bytes"
        }
    }

    # A closed session file with so many tracks.
    function New-SessionFile([string] $Path, [int] $Tracks = 3) {
        $made = Open-TrackStore $Path
        for ($i = 1; $i -le $Tracks; $i++) {
            $null = Save-UserTrack a001 @{ k = $i } -UserName u1 -TimeStamp $noon.AddMinutes($i) -Store $made
        }

        $made | Close-TrackStore
    }

    # The ways to use a file.
    $uses = [ordered] @{
        'Open-TrackStore'           = { Open-TrackStore $args[0] }
        'Open-TrackStore -ReadOnly' = { Open-TrackStore $args[0] -ReadOnly }
        'Open-TrackStore -Repair'   = { Open-TrackStore $args[0] -Repair }
        'Search-Track'              = { Search-Track -Store $args[0] }
        'Get-TrackRun'              = { Get-TrackRun -Store $args[0] }
        'Save-UserTrack'            = { Save-UserTrack a001 @{ k = 1 } -Store $args[0] }
        'Start-TrackRun'            = { Start-TrackRun a001 -Store $args[0] }
        'Optimize-TrackStore'       = { Optimize-TrackStore $args[0] }
        'Remove-TrackStore'         = { Remove-TrackStore $args[0] }
    }

    function Get-ErrorId([string] $Use, [string] $Path) {
        (Get-ErrorOf { & $uses[$Use] $Path }).FullyQualifiedErrorId
    }

    function Get-ClassName([string] $Use) {
        'Tracking.Commands.' + (($Use -split ' ')[0] -replace '-') + 'Command'
    }
}

Describe 'A file that is no store' {
    BeforeEach {
        $folder = New-TestFolder
        $path = "$folder/s.json"
        $current = Open-TrackStore -InMemory
    }

    AfterEach {
        # The store that was current still is.
        (Get-TrackStore) | Should -Be $current
        $current | Close-TrackStore
    }

    It 'is refused by <Use> when it <What>, and is left alone' -ForEach @(
        $contents = @(
            @{ What = 'holds no JSON'; Text = "hello`n"; Code = 'TrackStoreNotTracking' }
            @{ What = 'holds no line end'; Text = 'hello'; Code = 'TrackStoreNotTracking' }
            @{ What = 'holds other JSON'; Text = '{"a":1}'; Code = 'TrackStoreNotTracking' }
            @{ What = 'holds other JSON in lines'; Text = "{`n  `"events`": [`n  ]`n}`n"; Code = 'TrackStoreNotTracking' }
            @{ What = 'holds a JSON list'; Text = "[`n1`n]`n"; Code = 'TrackStoreNotTracking' }
            @{ What = 'holds bytes of no text'; Text = "$([char] 0)$([char] 1)`n$([char] 0)"; Code = 'TrackStoreNotTracking' }
            @{ What = 'has a first line without end'; Text = 'x' * 200000; Code = 'TrackStoreNotTracking' }
            @{ What = 'has a newer format version'; Text = "{`"tracking`":2,`"whatever`":true,`"events`":[`n]}`n"; Code = 'TrackStoreVersionTooNew' }
        )
        foreach ($content in $contents) {
            foreach ($use in 'Open-TrackStore', 'Open-TrackStore -ReadOnly', 'Open-TrackStore -Repair', 'Search-Track', 'Get-TrackRun', 'Save-UserTrack', 'Start-TrackRun', 'Optimize-TrackStore', 'Remove-TrackStore') {
                @{ Use = $use } + $content
            }
        }
    ) {
        [IO.File]::WriteAllText($path, $Text)
        $before = Get-FolderState $folder
        $fault = Get-ErrorOf { & $uses[$Use] $path }
        $fault.FullyQualifiedErrorId | Should -BeExactly "$Code,$(Get-ClassName $Use)"
        $fault.CategoryInfo.Category | Should -Be 'InvalidData'
        $fault.Exception.Message | Should -BeLike "'$path'*"
        Get-FolderState $folder | Should -BeExactly $before
    }

    It 'tells a newer format version' {
        [IO.File]::WriteAllText($path, "{`"tracking`":2,`"events`":[`n]}`n")
        (Get-ErrorOf { Open-TrackStore $path }).Exception.Message |
            Should -BeExactly "'$path': It has format version 2; this module reads up to version 1. Update the module."
    }

    It 'is a folder, which <_> refuses' -ForEach 'Open-TrackStore', 'Open-TrackStore -ReadOnly', 'Search-Track', 'Save-UserTrack', 'Remove-TrackStore' {
        $null = New-Item -ItemType Directory $path
        $before = Get-FolderState $folder
        Get-ErrorId $_ $path | Should -BeExactly "TrackStorePathInvalid,$(Get-ClassName $_)"
        Get-FolderState $folder | Should -BeExactly $before
    }

    It 'is not there, which <_> says' -ForEach 'Open-TrackStore -ReadOnly', 'Search-Track', 'Get-TrackRun', 'Remove-TrackStore' {
        $fault = Get-ErrorOf { & $uses[$_] $path }
        $fault.FullyQualifiedErrorId | Should -BeExactly "TrackStoreNotFound,$(Get-ClassName $_)"
        $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $fault.Exception.Message | Should -BeLike "*'$path'*"
        Get-FolderState $folder | Should -BeNullOrEmpty
    }

    It 'is in a folder that is not there, which <_> says' -ForEach 'Open-TrackStore', 'Open-TrackStore -ReadOnly', 'Search-Track', 'Save-UserTrack', 'Remove-TrackStore' {
        $fault = Get-ErrorOf { & $uses[$_] "$folder/no/s.json" }
        $fault.FullyQualifiedErrorId | Should -BeExactly "TrackStoreNotFound,$(Get-ClassName $_)"
        $fault.Exception.Message | Should -BeLike "*'$folder/no/s.json'*"
        Get-FolderState $folder | Should -BeNullOrEmpty
    }

    It 'is below a file, which <_> says' -ForEach 'Open-TrackStore', 'Open-TrackStore -ReadOnly', 'Search-Track', 'Save-UserTrack' {
        [IO.File]::WriteAllText($path, 'x')
        $before = Get-FolderState $folder
        $fault = Get-ErrorOf { & $uses[$_] "$path/s.json" }
        $fault.FullyQualifiedErrorId | Should -BeIn @("TrackStoreNotFound,$(Get-ClassName $_)", "TrackStorePathInvalid,$(Get-ClassName $_)")
        Get-FolderState $folder | Should -BeExactly $before
    }

    It 'has a name that is too long, which is refused' {
        $long = "$folder/$('n' * 300).json"
        Get-ErrorId 'Open-TrackStore' $long | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.OpenTrackStoreCommand'
        Get-ErrorId 'Remove-TrackStore' $long | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.RemoveTrackStoreCommand'
        # A path that stands for no store is left to the binder.
        Get-ErrorId 'Save-UserTrack' $long | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SaveUserTrackCommand'
        Get-FolderState $folder | Should -BeNullOrEmpty
    }

    It 'is a path of another provider, which is refused' {
        Get-ErrorId 'Open-TrackStore' 'Env:/PATH' | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.OpenTrackStoreCommand'
        Get-ErrorId 'Remove-TrackStore' 'Env:/PATH' | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.RemoveTrackStoreCommand'
        Get-ErrorId 'Search-Track' 'Env:/PATH' | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SearchTrackCommand'
    }

    It 'is a database, which is no path, and whose password is not told' {
        foreach ($uri in 'postgres://ann:s3cret@db.example.org/fleet', 'postgresql://ann:s3cret@db.example.org/fleet') {
            $faults = @(Get-ErrorOf { Open-TrackStore $uri }; Get-ErrorOf { Search-Track -Store $uri })
            $faults.FullyQualifiedErrorId | Should -BeExactly @('TrackStorePathInvalid,Tracking.Commands.OpenTrackStoreCommand', 'ParameterArgumentTransformationError,Tracking.Commands.SearchTrackCommand')
            $faults.Exception.Message | Should -BeLike '*A database is no file. Open-TrackStore -ConnectionString opens the store in it.'
            $faults.Exception.Message | Should -Not -BeLike '*s3cret*'
        }
    }

    It 'is the name that stands for memory elsewhere, which is refused' {
        Push-Location $folder
        try {
            $fault = Get-ErrorOf { Open-TrackStore ':memory:' }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.OpenTrackStoreCommand'
            $fault.Exception.Message | Should -BeExactly "':memory:' is no file. Open-TrackStore -InMemory opens a store in memory."
            Get-ErrorId 'Save-UserTrack' ':memory:' | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SaveUserTrackCommand'
            Get-FolderState $folder | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }

    It 'is a path on a drive that is not there, which is refused' {
        Get-ErrorId 'Open-TrackStore' 'NoSuchDrive:/s.json' | Should -BeLike 'DriveNotFound,*'
        Get-ErrorId 'Search-Track' 'NoSuchDrive:/s.json' | Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SearchTrackCommand'
    }

    It 'is one of several hard links, which is refused' {
        New-SessionFile $path
        $null = New-Item -ItemType HardLink -Path "$folder/link.json" -Target $path
        $current = Open-TrackStore -InMemory
        $bytes = [IO.File]::ReadAllBytes($path)
        Get-ErrorId 'Open-TrackStore' $path | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.OpenTrackStoreCommand'
        Get-ErrorId 'Save-UserTrack' "$folder/link.json" | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.SaveUserTrackCommand'
        [IO.File]::ReadAllBytes($path) | Should -Be $bytes
        # Reading does no harm.
        @(Search-Track -Store $path).Count | Should -Be 3
    }

    It 'is empty, which is a new store' {
        [IO.File]::WriteAllBytes($path, @())
        Search-Track -Store $path | Should -BeNullOrEmpty
        (Get-Item $path).Length | Should -Be 0
        Save-UserTrack a001 @{ k = 1 } -Store $path | Should -BeExactly '0000001'
        (Search-Track -Store $path).Data.k | Should -Be 1
    }
}

Describe 'A file that another process holds' {
    BeforeAll {
        $folder = New-TestFolder
        $path = "$folder/s.json"
        New-SessionFile $path 1
        # It holds the store until its input ends.
        $pwsh = Get-PwshCommand
        $start = [Diagnostics.ProcessStartInfo] @{ FileName = $pwsh.FilePath; RedirectStandardInput = $true; RedirectStandardOutput = $true }
        $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
        $script = "Import-Module '$manifest'; `$null = Open-TrackStore '$path'; Save-UserTrack other @{ k = 2 }; `$null = [Console]::In.ReadLine()"
        foreach ($argument in @($pwsh.Arguments) + '-NoProfile', '-Command', $script) { $start.ArgumentList.Add($argument) }
        $holder = [Diagnostics.Process]::Start($start)
        $holder.StandardOutput.ReadLine() | Should -BeExactly '0000002'
    }

    AfterAll {
        $holder.StandardInput.WriteLine()
        $holder.StandardInput.Close()
        $holder.WaitForExit()
        $holder.Dispose()
    }

    It 'is refused by <_>, and the error names the process' -ForEach 'Open-TrackStore', 'Open-TrackStore -Repair', 'Save-UserTrack', 'Start-TrackRun', 'Optimize-TrackStore', 'Remove-TrackStore' {
        $before = Get-FolderState $folder
        $fault = Get-ErrorOf { & $uses[$_] $path }
        $fault.FullyQualifiedErrorId | Should -BeExactly "TrackStoreLocked,$(Get-ClassName $_)"
        $fault.CategoryInfo.Category | Should -Be 'ResourceBusy'
        "$fault" |
            Should -BeExactly "'$path' is held for writing by process $($holder.Id) on $([Environment]::MachineName). Close it there, or open it here with -ReadOnly."
        Get-FolderState $folder | Should -BeExactly $before
    }

    It 'can be read' {
        (Search-Track -Store $path).TaskId | Should -BeExactly @('a001', 'other')
        $snapshot = Open-TrackStore $path -ReadOnly
        $snapshot.TrackCount | Should -Be 2
        $snapshot.IsReadOnly | Should -BeExactly $true
        (Get-ErrorOf { Save-UserTrack a001 @{ k = 1 } -Store $snapshot }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreReadOnly,Tracking.Commands.SaveUserTrackCommand'
        $snapshot | Close-TrackStore
    }
}

Describe 'A torn file' {
    BeforeEach {
        $folder = New-TestFolder
        $path = "$folder/s.json"
        New-SessionFile $path
        $whole = [IO.File]::ReadAllBytes($path)
    }

    It 'whose last event was cut off opens with a warning, and what was torn is kept beside it' {
        # The closing brackets, and half of the last event.
        $cut = $whole.Length - 40
        [IO.File]::WriteAllBytes($path, $whole[0..($cut - 1)])
        $store = Open-TrackStore $path -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -BeLike "'$path' ended in the middle of a write. *"
        (Search-Track -Store $store).Data.k | Should -Be @(1, 2)
        Save-UserTrack a001 @{ k = 4 } -Store $store | Should -BeExactly '0000003'
        $store | Close-TrackStore

        $side = Get-ChildItem "$path.torn-*"
        @($side).Count | Should -Be 1
        $kept = [IO.File]::ReadAllText($side.FullName)
        [Text.Encoding]::UTF8.GetString($whole, 0, $cut) | Should -BeLike "*$([WildcardPattern]::Escape($kept))"
        $kept | Should -BeLike '*"save":3*'

        $again = Open-TrackStore $path -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        (Search-Track -Store $again).Data.k | Should -Be @(1, 2, 4)
        $again | Close-TrackStore
        Test-Json -Path $path | Should -BeExactly $true
    }

    It 'that lacks only its closing brackets loses no event, and nothing is set aside' {
        $closing = "`n],`"flushed`":true }`n"
        [Text.Encoding]::UTF8.GetString($whole).EndsWith($closing) | Should -BeTrue
        [IO.File]::WriteAllBytes($path, $whole[0..($whole.Length - $closing.Length - 1)])
        $store = Open-TrackStore $path -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings).Count | Should -Be 1
        (Search-Track -Store $store).Data.k | Should -Be @(1, 2, 3)
        $store | Close-TrackStore
        [IO.File]::ReadAllBytes($path) | Should -Be $whole
        (Get-ChildItem $folder).Name | Sort-Object | Should -BeExactly @('s.json', 's.json.lock')
    }

    It 'is read with a warning and left as it is by a question, and by -ReadOnly' {
        $torn = $whole[0..($whole.Length - 40)]
        [IO.File]::WriteAllBytes($path, $torn)
        (Search-Track -Store $path -WarningVariable warnings -WarningAction SilentlyContinue).Data.k | Should -Be @(1, 2)
        @($warnings).Count | Should -Be 1
        $store = Open-TrackStore $path -ReadOnly -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings).Count | Should -Be 1
        $store.TrackCount | Should -Be 2
        $store | Close-TrackStore
        [IO.File]::ReadAllBytes($path) | Should -Be $torn
        (Get-ChildItem $folder).Name | Sort-Object | Should -BeExactly @('s.json', 's.json.lock')
    }

    It 'that is damaged in the middle is refused by line and byte, read around by -ReadOnly, and salvaged by -Repair' {
        $text = [Text.Encoding]::UTF8.GetString($whole)
        $lines = $text -split "`n"
        $damaged = 0..($lines.Count - 1) | Where-Object { $lines[$_] -like '*"save":2*' }
        $offset = [Text.Encoding]::UTF8.GetByteCount(($lines[0..($damaged - 1)] -join "`n")) + 1
        $bytes = [byte[]] $whole.Clone()
        foreach ($i in 3..12) { $bytes[$offset + $i] = [byte][char] '#' }
        [IO.File]::WriteAllBytes($path, $bytes)
        $before = Get-FolderState $folder

        $fault = Get-ErrorOf { Open-TrackStore $path }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreDamaged,Tracking.Commands.OpenTrackStoreCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidData'
        $fault.Exception.Message | Should -BeLike "'$path': Line $($damaged + 1), byte $($offset): *"
        Get-FolderState $folder | Should -BeExactly $before

        (Search-Track -Store $path -WarningVariable warnings -WarningAction SilentlyContinue).Data.k | Should -Be @(1, 3)
        "$warnings" | Should -BeLike "*Line $($damaged + 1), byte $($offset): *"
        Get-FolderState $folder | Should -BeExactly $before

        $store = Open-TrackStore $path -Repair -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*'$path' was repaired; the original was kept as '*"
        (Search-Track -Store $store).Data.k | Should -Be @(1, 3)
        $store | Close-TrackStore
        [IO.File]::ReadAllBytes((Get-ChildItem "$path.damaged-*").FullName) | Should -Be $bytes
        $again = Open-TrackStore $path -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $again | Close-TrackStore
    }
}
