# A file that another process holds is as it was after what is refused. All else about files that are none or damaged:
# tests/Tracking.Tests/Files.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/../runner/ChildPwsh.psm1"

    $noon = Get-Date '2024-05-06T12:00:00'

    # Whatever is in a folder: names and bytes.
    function Get-FolderState([string] $Folder) {
        foreach ($item in Get-ChildItem -LiteralPath $Folder -Force -Recurse | Sort-Object FullName) {
            $bytes = $item -is [IO.DirectoryInfo] ? 'folder' : [Convert]::ToBase64String([IO.File]::ReadAllBytes($item.FullName))
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
        'Open-TrackStore -Repair'   = { Open-TrackStore $args[0] -Repair }
        'Save-UserTrack'            = { Save-UserTrack a001 @{ k = 1 } -Store $args[0] }
        'Start-TrackRun'            = { Start-TrackRun a001 -Store $args[0] }
        'Optimize-TrackStore'       = { Optimize-TrackStore $args[0] }
        'Remove-TrackStore'         = { Remove-TrackStore $args[0] }
    }

    function Get-ClassName([string] $Use) {
        'Tracking.Commands.' + (($Use -split ' ')[0] -replace '-') + 'Command'
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
