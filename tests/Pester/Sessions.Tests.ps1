# What a session leaves when its process ends. All else about sessions: tests/Tracking.Tests/Sessions.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    # Runs a script in a session whose files lie in $sessions; returns the lines that it prints.
    function Invoke-Session([string] $Script, [hashtable] $Environment = @{}, [string] $WorkingDirectory = (New-TestFolder)) {
        $all = @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null }
        foreach ($name in $Environment.Keys) { $all[$name] = $Environment[$name] }
        $child = Invoke-Pwsh $Script -Environment $all -WorkingDirectory $WorkingDirectory
        $child.Error | Should -BeExactly ''
        $child.Output -split '\r?\n'
    }
}

Describe 'A session' {
    BeforeEach {
        $sessions = Join-Path (New-TestFolder) 'sessions'
    }

    It 'keeps what was saved when it ends without closing, in a folder and files that are the user''s alone, whatever the umask' {
        Invoke-Session { Save-UserTrack a001 @{ k = 1 }; exit 0 } | Should -BeExactly '0000001'
        $file = Get-ChildItem $sessions/*.json
        (Search-Track -Store $file -WarningVariable warnings).Data.k | Should -Be 1
        $warnings | Should -BeNullOrEmpty
        Test-Json -Path $file.FullName | Should -BeExactly $true
        if (-not $IsWindows) {
            (Get-Item $sessions).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite, UserExecute')
            $file.UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite')
        }
    }

    It 'does not compact its file when it ends, but when it is closed' {
        foreach ($end in 'exit 0', 'Close-TrackStore; exit 0') {
            $script = "`$data = @{ text = 'd' * 1000000 }; foreach (`$i in 1..8) { `$null = Save-UserTrack a001 `$data -Update }; $end"
            $null = Invoke-Session $script
        }
        @(Get-ChildItem $sessions/*.json | ForEach-Object { $_.Length -gt 7000000 }) | Should -Be @($true, $false)
    }

    It 'keeps what was saved when it is killed at once' {
        $child = Invoke-Pwsh {
            [Console]::WriteLine((Save-UserTrack a001 @{ k = 1 }))
            [Diagnostics.Process]::GetCurrentProcess().Kill()
            Start-Sleep 60
        } -Environment @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null }
        $child.ExitCode | Should -Not -Be 0
        $child.Output | Should -BeExactly '0000001'
        (Search-Track -Store (Get-ChildItem $sessions/*.json)).Data.k | Should -Be 1
    }
}

Describe 'A track that leaves the process' {
    BeforeAll {
        $store = Open-TrackStore "$(New-TestFolder)/s.json"
        $null = Save-UserTrack a001 ([ordered] @{ deep = @{ a = @{ b = @{ c = @(1, @{ d = 'leaf' }) } } } }) -UserName u1
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'keeps its nested data when a job returns it' {
        $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
        $job = Start-Job -ArgumentList $manifest, (Get-TrackStore).Path {
            Import-Module $args[0]
            Search-Track -Store $args[1]
        }
        $back = $job | Wait-Job -Timeout 120 | Receive-Job
        $job | Remove-Job -Force
        $back.TaskId | Should -BeExactly 'a001'
        $back.Data.deep.a.b.c[1].d | Should -BeExactly 'leaf'
        $back | Should -BeOfType ([Tracking.Track])
        $back.Store | Should -Be $store
        $copy = Save-UserTrack copies $back.Data -PassThru
        $copy.Data.deep.a.b.c[1].d | Should -BeExactly 'leaf'
    }

    It 'is a file of a job''s list with the values of the file itself, and no secret' {
        $file = New-Item "$(New-TestFolder)/f.txt" -Value 'abc'
        Start-Job { Get-Item $using:file } | Receive-Job -Wait -AutoRemoveJob | Save-UserTrack inventory
        $live = (Save-UserTrack inventory $file -PassThru).Data
        $data = (Search-Track inventory)[0].Data
        $data.PSComputerName | Should -BeExactly 'localhost'
        foreach ($key in $live.Keys) {
            $data[$key] | Should -Be $live[$key] -Because $key
        }
        @($data.Keys) | Where-Object { $_ -like 'PS?*' -or $_ -eq 'RunspaceId' } | Should -BeExactly 'PSComputerName'
    }
}
