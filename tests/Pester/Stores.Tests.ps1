# Another process can write to a file as soon as this one has closed it. All else about stores: tests/Tracking.Tests/Stores.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'A file is free for another process' {
    BeforeEach {
        $path = "$(New-TestFolder)/s.json"
        $null = Save-UserTrack a001 @{ k = 1 } -Store $path
    }

    It 'after <Name>' -ForEach @(
        @{ Name = 'a cmdlet that was given its path'; Script = { $null = Save-UserTrack a001 @{ k = 2 } -Store $path } }
        @{ Name = 'a pipeline that was stopped'; Script = { $null = 1..20 | ForEach-Object { @{ k = $_ } } | Save-UserTrack a001 -Store $path | Select-Object -First 1 } }
        @{ Name = 'an error'; Script = { $null = Get-ErrorOf { Save-UserTrack a001 5 -Store $path -ErrorAction Stop } } }
        @{ Name = 'Close-TrackStore'; Script = { $null = Open-TrackStore $path; Close-TrackStore } }
    ) {
        . $Script
        $child = Invoke-Pwsh { Save-UserTrack b001 @{ k = 3 } -Store $env:FILE } -Environment @{ FILE = $path }
        $child.ExitCode, $child.Error | Should -BeExactly @(0, '')
        (Search-Track b001 -Store $path).Data.k | Should -Be 3
    }
}
