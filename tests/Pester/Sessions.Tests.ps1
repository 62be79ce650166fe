# The current store and its file: rules 1.2 to 1.7, format 8. A session is a process: most of these tests start their own.

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

    It 'makes its file at the first write, and nothing before: importing and asking touch no file' {
        Invoke-Session {
            $store = Get-TrackStore
            $null = Search-Track; $null = Get-TrackRun; $null = Get-TrackTask; $null = Get-TrackUser; $null = Get-LastUserTrack a001
            $null = Get-TrackStore -ListAvailable
            try { Save-UserTrack a001 @{ k = 1 } -RunId 9 } catch { $_.FullyQualifiedErrorId }
            try { Save-UserTrack a001 5 } catch { $_.FullyQualifiedErrorId }
            try { Remove-Track 1 } catch { $_.FullyQualifiedErrorId }
            Test-Path $env:TRACKING_HOME
            "$($store.Kind) $($store.TrackCount) $($store.Length)"
            Save-UserTrack a001 @{ k = 1 }
            (Get-ChildItem $env:TRACKING_HOME).Name.Count
            (Get-ChildItem $env:TRACKING_HOME/*.json).FullName -eq (Get-TrackStore).Path
        } | Should -BeExactly @(
            'TrackRunNotFound,Tracking.Commands.SaveUserTrackCommand'
            'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            'TrackNotFound,Tracking.Commands.RemoveTrackCommand'
            'False'
            'File 0 0'
            '0000001'
            '2'
            'True'
        )
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

    It 'goes on with its own file after another store was open' {
        Invoke-Session {
            Save-UserTrack a001 @{ k = 1 }
            $own = (Get-TrackStore).Path
            $null = Open-TrackStore -InMemory
            Save-UserTrack a001 @{ k = 2 }
            Close-TrackStore
            Save-UserTrack a001 @{ k = 3 }
            (Get-TrackStore).Path -eq $own
            Close-TrackStore
            Save-UserTrack a001 @{ k = 4 }
            (Search-Track).Data.k -join ','
        } | Should -BeExactly @('0000001', '0000001', '0000002', 'True', '0000003', '1,3,4')
    }

    It 'stays in the store that $env:TRACKING_STORE names: a file, also one relative to the working directory' {
        $folder = New-TestFolder
        Invoke-Session { Save-UserTrack a001 @{ k = 1 }; (Get-TrackStore).Path } @{ TRACKING_STORE = "$folder/named.json" } | Should -BeExactly @('0000001', "$folder/named.json")
        Invoke-Session { Save-UserTrack a001 @{ k = 2 } } @{ TRACKING_STORE = 'named.json' } -WorkingDirectory $folder | Should -BeExactly '0000002'
        Test-Path $sessions | Should -BeExactly $false
    }

    It 'stays in the store that $env:TRACKING_STORE names: memory' {
        Invoke-Session {
            Save-UserTrack a001 @{ k = 1 }
            (Get-TrackStore).Kind
            Search-Track | Measure-Object | ForEach-Object Count
        } @{ TRACKING_STORE = ':memory:' } | Should -BeExactly @('0000001', 'Memory', '1')
        Test-Path $sessions | Should -BeExactly $false
    }

    It 'says so when $env:TRACKING_STORE names a folder, or a file that is no store' {
        $folder = New-TestFolder
        [IO.File]::WriteAllText("$folder/other.json", '{}')
        $script = { try { Save-UserTrack a001 @{ k = 1 } } catch { $_.FullyQualifiedErrorId } }
        Invoke-Session $script @{ TRACKING_STORE = $folder } | Should -BeExactly 'TrackStorePathInvalid,Tracking.Commands.SaveUserTrackCommand'
        Invoke-Session $script @{ TRACKING_STORE = "$folder/other.json" } | Should -BeExactly 'TrackStoreNotTracking,Tracking.Commands.SaveUserTrackCommand'
        Get-ChildItem $folder | ForEach-Object Name | Should -BeExactly 'other.json'
    }

    It 'flushes, and closes nothing, when the module is removed, and when it is imported anew by -Force' {
        Invoke-Session {
            Save-UserTrack a001 @{ k = 1 }
            $before = (Get-TrackStore).Path
            Remove-Module Tracking
            Import-Module $env:MANIFEST
            (Get-TrackStore).Path -eq $before
            (Get-TrackStore).IsOpen
            Save-UserTrack a001 @{ k = 2 }
            Import-Module $env:MANIFEST -Force
            Save-UserTrack a001 @{ k = 3 }
            (Search-Track).Data.k -join ','
        } @{ MANIFEST = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1") } | Should -BeExactly @('0000001', 'True', 'True', '0000002', '0000003', '1,2,3')
    }
}

Describe 'Runspaces' {
    It 'share the current store' {
        $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
        $store = Open-TrackStore "$(New-TestFolder)/s.json"
        $ids = 1..40 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            Save-UserTrack a001 @{ k = $_ } -UserName "u$($_ % 4)"
        }
        @($ids | Sort-Object) | Should -BeExactly @(1..40 | ForEach-Object { '{0:d7}' -f $_ })
        @((Search-Track).Data.k | Sort-Object) | Should -Be @(1..40)
        @(Get-TrackRun).Count | Should -Be 1
        $store | Close-TrackStore
        (Search-Track -Store $store).Count | Should -Be 40
    }

    It 'see what another opened, and leave it open when they end' {
        $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
        $path = "$(New-TestFolder)/s.json"
        $null = 1 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            $null = Open-TrackStore $using:path
            Save-UserTrack a001 @{ k = 1 }
        }
        (Get-TrackStore).Path | Should -BeExactly $path
        (Get-TrackStore).IsOpen | Should -BeExactly $true
        Save-UserTrack a001 @{ k = 2 } | Should -BeExactly '0000002'
        Close-TrackStore
    }

    It 'each have a file for as long as they need it, whoever opened it: <Name>' -ForEach @(
        @{ Name = 'to change it'; Work = { Copy-Track -Store $large -Destination $store -PassThru } }
        @{ Name = 'to ask it'; Work = { Search-Track -Store $store | Copy-Track -Destination "$store.copy" -PassThru } }
    ) {
        $large, $path = "$(New-TestFolder)/large.json", "$(New-TestFolder)/s.json"
        # More than one batch.
        $null = 1..1500 | ForEach-Object { @{ k = $_ } } | Save-UserTrack a001 -Store $large
        $null = 1..1500 | ForEach-Object { @{ k = $_ } } | Save-UserTrack b001 -Store $path
        $first, $other, $over = foreach ($i in 1..3) { [Threading.ManualResetEventSlim]::new() }
        function Start-Work([scriptblock] $Work) {
            $shell = [powershell]::Create().AddScript("param(`$manifest, `$store, `$large, `$first, `$other, `$over) Import-Module `$manifest; $Work")
            [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1"), $path, $large, $first, $other, $over | ForEach-Object { $null = $shell.AddArgument($_) }
            [pscustomobject] @{ Shell = $shell; Result = $shell.BeginInvoke() }
        }
        $opener = Start-Work { Save-UserTrack c001 @{ k = 0 } -Store $store | ForEach-Object { $first.Set(); $null = $other.Wait(30000); $_ } }
        $first.Wait(30000) | Should -BeExactly $true
        $user = Start-Work ([scriptblock]::Create("$Work | ForEach-Object { if (!`$other.IsSet) { `$other.Set(); `$null = `$over.Wait(30000) }; `$_ }"))
        $opener.Shell.EndInvoke($opener.Result) | Should -BeExactly '0001501'
        $over.Set()
        $copied = @($user.Shell.EndInvoke($user.Result))
        $user.Shell.Streams.Error | Should -BeNullOrEmpty
        $copied.Count | Should -BeGreaterOrEqual 1500
        Get-TrackStore -Open | Should -BeNullOrEmpty
        $opener, $user | ForEach-Object { $_.Shell.Dispose() }
    }

    It 'take a store object of another' {
        $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
        $store = Open-TrackStore -InMemory
        $null = Open-TrackStore -InMemory
        1..5 | ForEach-Object -Parallel { Import-Module $using:manifest; Save-UserTrack a001 @{ k = $_ } -Store $using:store } | Should -HaveCount 5
        $store.TrackCount | Should -Be 5
        Close-TrackStore
        $store | Close-TrackStore
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

    It 'keeps its nested data in a file of Export-Clixml''s, and its store as a path' {
        $file = "$(New-TestFolder)/track.xml"
        Search-Track | Export-Clixml $file
        $back = Import-Clixml $file
        $back.Id | Should -BeExactly '0000001'
        $back.Data.deep.a.b.c[1].d | Should -BeExactly 'leaf'
        $back.Store | Should -BeExactly $store.Path
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
        $back.Store | Should -BeExactly $store.Path
        # What a job returned is data like any other: a copy, no track.
        $copy = Save-UserTrack copies $back.Data -PassThru
        $copy.Data.deep.a.b.c[1].d | Should -BeExactly 'leaf'
    }
}
