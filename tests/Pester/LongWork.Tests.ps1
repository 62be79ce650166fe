# Rule 2.5: long work shows a progress bar beyond a second, and stops at Ctrl+C.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    # Without check values, as after a person's edit, each line is read by every rule, which takes longer.
    function New-EditedFile([string] $Path, [int] $Tracks) {
        Remove-Item $Path -ErrorAction Ignore
        $null = Open-TrackStore $Path -Durability OnClose
        1..$Tracks | ForEach-Object { @{ n = $_; text = 'a step of some task' } } | Save-UserTrack a001 > $null
        Close-TrackStore
        [IO.File]::WriteAllText($Path, ([IO.File]::ReadAllText($Path) -replace '(?m)^(,?\{)"[cs]":"\w+",', '$1'))
    }

    $folder = New-TestFolder
    New-EditedFile "$folder/small.json" 30000
    $seconds = (Measure-Command { Search-Track -Store "$folder/small.json" -First 1 -WarningAction Ignore }).TotalSeconds
    # A file that takes over two seconds to open on this machine.
    $path = "$folder/large.json"
    $file = @{ Tracks = [int] (30000 * [Math]::Max(1, 2.5 / $seconds)) }
    New-EditedFile $path $file.Tracks

    function Start-Cmdlet([scriptblock] $Script) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("param(`$module, `$path) Import-Module `$module; $Script").AddArgument("$PSScriptRoot/../../Tracking.psd1").AddArgument($path)
        [pscustomobject]@{ Shell = $shell; Result = $shell.BeginInvoke() }
    }
}

Describe 'Long work' {
    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    It 'shows a bar that fills and goes away' {
        # Other tests share the machine: where they let go of it meanwhile, opening is too fast for a bar, and the file has to grow.
        do {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $started = Start-Cmdlet { (Open-TrackStore $path -ReadOnly -WarningAction Ignore).TrackCount }
            $started.Shell.EndInvoke($started.Result) | Should -Be $file.Tracks
            $isLong = $watch.Elapsed.TotalSeconds -gt 1.9
            Get-TrackStore -Open | Close-TrackStore
            if (-not $isLong) { New-EditedFile $path ($file.Tracks *= 2) }
        } until ($isLong)
        $bars = @($started.Shell.Streams.Progress)
        $bars.Count | Should -BeGreaterThan 2
        $bars.Activity | Sort-Object -Unique | Should -BeExactly 'Opening the store'
        $bars[-1].RecordType | Should -Be 'Completed'
        $percents = $bars[0..($bars.Count - 2)].PercentComplete
        $percents.Count | Should -BeGreaterThan 1
        $percents | Should -Be ($percents | Sort-Object)
        $percents[0] | Should -BeIn (1..90)
        $started.Shell.Dispose()
    }

    It 'is ended by Ctrl+C, and the file is as it was, and free' {
        $before = (Get-FileHash $path).Hash
        $started = Start-Cmdlet { Open-TrackStore $path -WarningAction Ignore }
        # The lock is taken just before the file is read.
        while (-not [Tracking.SessionFile.FileTrackStore]::IsLocked($path) -and -not $started.Result.IsCompleted) { Start-Sleep -Milliseconds 5 }
        $started.Shell.Stop()
        $started.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $started.Shell.Dispose()
        (Get-FileHash $path).Hash | Should -BeExactly $before
        Get-TrackStore -Open | Where-Object Path -eq $path | Should -BeNullOrEmpty
        Save-UserTrack a001 @{ n = 1 } -Store $path -WarningAction Ignore | Should -Be ('{0:D7}' -f ($file.Tracks + 1))
    }
}
