# Restartable scripts: rules 3.16 to 3.20 and 4.17, and the help of Invoke-TrackRun and Invoke-TrackStep.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
    $noAttach = -not (Test-Attach)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/ChildProcesses.psm1"
    $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")
    # As scripts should begin.
    Set-StrictMode -Version 3
    $ErrorActionPreference = 'Stop'

    # The outcomes that a task's steps left, oldest first: 'copy Started'.
    function Get-Outcome([string] $TaskId, [object] $Store = (Get-TrackStore)) {
        Search-Track $TaskId -Store $Store | Where-Object { $_.Data.Contains('Step') } | ForEach-Object { "$($_.Data.Step) $($_.Data.Outcome)" }
    }

    function Get-LastRun([string] $TaskId, [object] $Store = (Get-TrackStore)) {
        Get-TrackRun $TaskId -All -Store $Store | Select-Object -Last 1
    }

    # Runs a script in a runspace of its own and stops it, as Ctrl+C does, when the folder holds a file called 'begun'.
    function Stop-Script([string] $Script, [string] $Folder) {
        $shell = [powershell]::Create().AddScript("Import-Module '$manifest'`n$Script")
        $work = $shell.BeginInvoke()
        while (-not (Test-Path "$Folder/begun") -and -not $work.IsCompleted) { Start-Sleep -Milliseconds 5 }
        $work.IsCompleted | Should -BeFalse -Because "$($shell.Streams.Error.ReadAll())"
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $shell.Dispose()
    }
}

AfterAll {
    Stop-AllChildren
}

Describe 'Invoke-TrackRun' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'goes on in its store though its block closes that, and ends there' {
        $path = "$(New-TestFolder)/closed.json"
        Invoke-TrackRun closing -Store (Open-TrackStore $path) {
            Invoke-TrackStep before { }
            Close-TrackStore $path
            Invoke-TrackStep after { }
        }
        (Get-TrackRun -Store $path).Status | Should -Be 'Finished'
        Get-Outcome closing $path | Should -BeExactly @('before Started', 'before Completed', 'after Started', 'after Completed')
        Get-TrackStore -Open | Where-Object Path -EQ $path | Should -BeNullOrEmpty
    }

    It 'runs the block, gives out what it gives out as it comes, and stops the run as finished' {
        $seen = Invoke-TrackRun a001 { 1; (Get-TrackRun a001).Status; , @(2, 3); $null } | ForEach-Object { "$_/$((Get-TrackRun a001).Status)" }
        $seen | Should -BeExactly @('1/Running', 'Running/Running', '2 3/Running', '/Running')
        (Get-LastRun a001).Status | Should -Be 'Finished'
        Get-TrackRun a001 | Should -BeNullOrEmpty
        Search-Track | Should -BeNullOrEmpty
    }

    It 'runs the block in the scope of the caller, whatever its variables are called' {
        $block, $tap, $output, $hold = 'b', 't', 'o', 'h'
        $count = 0
        $said = Invoke-TrackRun a001 {
            $count++
            "$block$tap$output$hold"
            Invoke-TrackStep copy { $count++; "$block$tap$output$hold"; $output = 'new' }
        }
        $said | Should -BeExactly @('btoh', 'btoh')
        $count | Should -Be 2
        $output | Should -BeExactly 'new'
        1..2 | ForEach-Object { Invoke-TrackRun a001 { Invoke-TrackStep s { $_ * 10 } } } | Should -Be @(10, 20)
    }

    It 'runs a block of a function, with its parameters, and leaves its $args alone' {
        function Copy-It { param([Parameter(ValueFromPipeline)] [int] $N) process { Invoke-TrackRun a001 { Invoke-TrackStep s { "got $N"; $N = 9 } }; $N } }
        1, 2 | Copy-It | Should -BeExactly @('got 1', 9, 'got 2', 9)
        function Copy-Rest { Invoke-TrackRun a001 { Invoke-TrackStep s { } }; "$args" }
        Copy-Rest x y | Should -BeExactly 'x y'
    }

    It 'runs a block that is bound to nothing, and one of a module, in the module' {
        Invoke-TrackRun a001 ([scriptblock]::Create('Invoke-TrackStep s { 5 }')) | Should -Be 5
        $module = New-Module { $secret = 'within'; function Get-Block { { Invoke-TrackStep s { $script:secret } } } }
        Invoke-TrackRun a001 (& $module { Get-Block }) | Should -BeExactly 'within'
    }

    It 'goes on after return, which leaves the block alone' {
        $said = Invoke-TrackRun a001 { 1; Invoke-TrackStep s { 2; return 3; 4 }; return 5; 6 }
        $said | Should -Be @(1, 2, 3, 5)
        (Get-LastRun a001).Status | Should -Be 'Finished'
    }

    It 'lets everything else that comes out pass' {
        $said = @(Invoke-TrackRun a001 { Invoke-TrackStep s { Write-Error e -ErrorAction Continue; Write-Warning w; Write-Information i; Write-Host h } } -ErrorVariable own *>&1)
        $said | ForEach-Object { $_.GetType().Name } | Should -BeExactly @('ErrorRecord', 'WarningRecord', 'InformationRecord', 'InformationRecord')
        (Get-LastRun a001).Status | Should -Be 'Finished'
    }

    It 'makes the run''s store current while the block runs, and the former one after it' {
        $path = "$(New-TestFolder)/s.json"
        Invoke-TrackRun a001 -Store $path {
            (Get-TrackStore).Path | Should -BeExactly $path
            $null = Save-UserTrack a001 @{ k = 1 }
            Invoke-TrackStep s { }
        }
        Get-TrackStore | Should -Be $store
        Search-Track | Should -BeNullOrEmpty
        Get-TrackRun | Should -BeNullOrEmpty
        (Search-Track a001 -Store $path).RunId | Should -Be @(1, 1, 1)
        (Get-TrackRun -Store $path).Status | Should -Be 'Finished'
        { Invoke-TrackRun a001 -Store $path { throw 'x' } } | Should -Throw 'x'
        Get-TrackStore | Should -Be $store
        # It is closed, and not held.
        (Open-TrackStore $path).IsOpen | Should -BeTrue
        Close-TrackStore
    }

    It 'leaves a store current that the block opened' {
        Invoke-TrackRun a001 { $script:other = Open-TrackStore -InMemory; Invoke-TrackStep s { } }
        Get-TrackStore | Should -Be $other
        $other | Close-TrackStore
        (Get-LastRun a001 $store).Status | Should -Be 'Finished'
        Get-Outcome a001 $store | Should -BeExactly @('s Started', 's Completed')
    }

    It 'records what fails, and lets the error pass as it is: <Name>' -ForEach @(
        @{ Name = 'thrown text'; Script = "throw 'no disk'" }
        @{ Name = 'thrown exception'; Script = "throw [IO.IOException]::new('no disk')" }
        @{ Name = 'division'; Script = '$zero = 0; 1 / $zero' }
        @{ Name = '.NET'; Script = "[int]::Parse('x')" }
        @{ Name = 'a cmdlet'; Script = 'Get-Item /no/such/file' }
        @{ Name = '-ErrorAction'; Script = "`$ErrorActionPreference = 'Continue'; Get-Item /no/such/file -ErrorAction Stop" }
        @{ Name = 'Write-Error'; Script = "Write-Error 'no disk'" }
        @{ Name = 'no such command'; Script = 'Get-Nonsense' }
        @{ Name = 'strict mode'; Script = '$never' }
        @{ Name = 'a parser'; Script = "[scriptblock]::Create('{')" }
        @{ Name = 'this module'; Script = 'Save-UserTrack a002 5' }
    ) {
        $ErrorActionPreference = 'Stop'
        # One line each, so that the error stands at the same place.
        $plain = try { & ([scriptblock]::Create($Script)) } catch { $_ }
        $block = [scriptblock]::Create($Script)
        $came = try { Invoke-TrackRun a001 { Invoke-TrackStep s { & $block } } } catch { $_ }
        foreach ($property in 'FullyQualifiedErrorId', 'CategoryInfo', 'TargetObject') { "$($came.$property)" | Should -BeExactly "$($plain.$property)" }
        "$came" | Should -BeExactly "$plain"
        $came.Exception.GetType() | Should -Be $plain.Exception.GetType()
        # Write-Error's errors stand where its script is called.
        if ($Name -ne 'Write-Error') { $came.InvocationInfo.Line | Should -BeExactly $plain.InvocationInfo.Line }

        $run = Get-LastRun a001
        "$($run.Status): $($run.Message)" | Should -BeExactly "Failed: $plain"
        $tracks = @(Search-Track a001)
        $tracks | ForEach-Object { "$($_.Data['Step']) $($_.Data.Outcome)" } | Should -BeExactly @('s Started', 's Failed', ' Failed')
        foreach ($track in $tracks[1, 2]) {
            $track.Data.Error | Should -BeExactly "$plain"
            $track.Data.ErrorId | Should -BeExactly $plain.FullyQualifiedErrorId
            $track.Data.Position | Should -Match ":?$($came.InvocationInfo.ScriptLineNumber):$($came.InvocationInfo.OffsetInLine)$"
        }
    }

    It 'lets an error be caught by its type' {
        $caught = try { Invoke-TrackRun a001 { Invoke-TrackStep s { $zero = 0; 1 / $zero } } } catch [IO.IOException] { 'io' } catch [DivideByZeroException] { 'zero' }
        $caught | Should -BeExactly 'zero'
        $caught = try { Invoke-TrackRun a001 { Get-Item /no/such/file } } catch [Management.Automation.ItemNotFoundException] { 'none' }
        $caught | Should -BeExactly 'none'
        Get-TrackStore | Should -Be $store
    }

    It 'tells by $? whether it came to its end' {
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = ':memory:' } {
            $ErrorActionPreference = 'Continue'
            Invoke-TrackRun a001 { 'fine' }; "run $?"
            Invoke-TrackStep s { 'fine' }; "step $?"
            try { Invoke-TrackRun a001 { Get-Item /no/such/file -ErrorAction Stop } } catch { "caught $?" }
            (Get-TrackRun).Status -join ' '
        }
        $child.Output -split '\r?\n' | Should -BeExactly @('fine', 'run True', 'fine', 'step True', 'caught False', 'Finished Finished Failed')
    }

    It 'keeps of an error only so much as a run can keep: <Name>' -ForEach @(
        @{ Name = 'half a surrogate pair'; Text = "a$([char] 0xD83D)"; Kept = "a$([char] 0xFFFD)" }
        @{ Name = 'a pair at the end of what is kept'; Text = ('x' * 8190) + '😀😀'; Kept = ('x' * 8190) + '…' }
        @{ Name = 'ten megabytes'; Text = 'x' * 10mb; Kept = ('x' * 8191) + '…' }
        @{ Name = 'lines and control characters'; Text = "a`n`e[31m`0b"; Kept = "a`n`e[31m`0b" }
    ) {
        $came = try { Invoke-TrackRun a001 { Invoke-TrackStep s { throw $Text } } } catch { $_ }
        "$came" -ceq $Text | Should -BeTrue
        $run = Get-LastRun a001
        $run.Status | Should -Be 'Failed'
        $run.Message -ceq $Kept | Should -BeTrue
        $data = (Get-LastUserTrack a001 -RunId 1).Data
        $data.Error -ceq $Kept | Should -BeTrue
        $data.ErrorId -ceq $Kept | Should -BeTrue
    }

    It 'finishes when the script catches what a step throws, and when PowerShell goes on after it' {
        Invoke-TrackRun a001 { try { Invoke-TrackStep s { throw 'x' } } catch { "caught $_" } } | Should -BeExactly 'caught x'
        (Get-LastRun a001).Status | Should -Be 'Finished'
        Get-Outcome a001 | Should -BeExactly @('s Started', 's Failed')
        Invoke-TrackRun a001 { Write-Error x -ErrorAction SilentlyContinue }
        (Get-LastRun a001).Status | Should -Be 'Finished'
    }

    It 'is left stopped by a pipeline that has enough' {
        Invoke-TrackRun a001 { 1..9 } | Select-Object -First 2 | Should -Be @(1, 2)
        (Get-LastRun a001).Status | Should -Be 'Stopped'
        Invoke-TrackRun a001 { Invoke-TrackStep s { 1..9 } } | Select-Object -First 2 | Should -Be @(1, 2)
        (Get-LastRun a001).Status | Should -Be 'Stopped'
        Get-Outcome a001 | Should -BeExactly 's Started'
        (Get-LastRun a001).Message | Should -BeNullOrEmpty
        Get-TrackStore | Should -Be $store
    }

    It 'is left stopped by <_>, which do what they do elsewhere' -ForEach 'break', 'continue' {
        $script = [scriptblock]::Create($_)
        $seen = foreach ($i in 1..2) { $i; Invoke-TrackRun a001 { Invoke-TrackStep s { . $script }; 'never' }; 'never' }
        $seen | Should -Be @(if ($_ -eq 'break') { 1 } else { 1, 2 })
        (Get-LastRun a001).Status | Should -Be 'Stopped'
    }

    It 'is left stopped by exit, which ends the script with its code' {
        $file = "$(New-TestFolder)/s.json"
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = $file } { Invoke-TrackRun a001 { Invoke-TrackStep s { 'last'; exit 7 } }; 'never' }
        $child.ExitCode | Should -Be 7
        $child.Output | Should -BeExactly 'last'
        (Get-LastRun a001 $file).Status | Should -Be 'Stopped'
    }

    It 'is left stopped by Ctrl+C, and the former store is current again' {
        $folder = New-TestFolder
        Stop-Script "Invoke-TrackRun a001 -Store '$folder/s.json' { Invoke-TrackStep s { Set-Content '$folder/begun' 1; Start-Sleep 60 } }" $folder
        (Get-LastRun a001 "$folder/s.json").Status | Should -Be 'Stopped'
        Get-Outcome a001 "$folder/s.json" | Should -BeExactly 's Started'
        Get-TrackStore | Should -Be $store
        (Get-Item "$folder/s.json").Length | Should -BeGreaterThan 0
        Save-UserTrack a002 @{ k = 1 } -Store "$folder/s.json" | Should -Not -BeNullOrEmpty
    }

    It 'may stand in another: the inner one''s steps and failure are its own, until the outer lets it pass' {
        Invoke-TrackRun outer {
            Invoke-TrackStep first { }
            Invoke-TrackRun inner { Invoke-TrackStep deep { Invoke-TrackStep deeper { } } }
            try { Invoke-TrackRun inner { throw 'inner' } } catch { }
            Invoke-TrackStep last { }
            Invoke-TrackRun inner { Invoke-TrackStep named { } -TaskId outer }
        }
        Get-Outcome outer | Should -BeExactly @('first Started', 'first Completed', 'last Started', 'last Completed', 'named Started', 'named Completed')
        Get-Outcome inner | Should -BeExactly @('deep Started', 'deeper Started', 'deeper Completed', 'deep Completed')
        (Get-TrackRun).Status | Should -Be @('Finished', 'Finished', 'Failed', 'Finished')
        { Invoke-TrackRun outer { Invoke-TrackRun inner { throw 'through' } } } | Should -Throw 'through'
        (Get-TrackRun)[-2, -1] | ForEach-Object { "$($_.Status) $($_.Message)" } | Should -BeExactly @('Failed through', 'Failed through')
    }

    It 'names file and run with -Verbose' {
        $path = "$(New-TestFolder)/s.json"
        $said = Invoke-TrackRun a001 -Store $path { 'out' } -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        $said -match 'Run 1 of a001' | Should -HaveCount 2
        $said | Select-Object -Last 1 | Should -BeExactly "Run 1 of a001 in '$path': Finished."
        Invoke-TrackRun a001 -Store $path { Invoke-TrackStep s { } -Verbose } 4>&1 | Out-String | Should -BeLike "*Step 's' of run 2 of a001 in '$path' begins.*"
    }

    It 'runs nothing with -WhatIf, nor does a step' {
        Invoke-TrackRun a001 { throw 'never' } -WhatIf
        Invoke-TrackRun a001 { Invoke-TrackStep s { throw 'never' } -WhatIf; 'on' } | Should -BeExactly 'on'
        Invoke-TrackStep s { throw 'never' } -WhatIf
        (Get-TrackRun).Status | Should -Be 'Finished'
        Search-Track | Should -BeNullOrEmpty
    }

    It 'takes names of any characters, literally: <_>' -ForEach '[a]*?', "two`nlines", 'grün 😀', ' ', '$(throw)', "'", '{0}', '../..' {
        $name = $_
        try { Invoke-TrackRun $name { Invoke-TrackStep $name { "did $name" }; throw 'x' } } catch { "$_" }
        Invoke-TrackRun $name -Resume { Invoke-TrackStep $name { 'again' } } | Should -BeExactly "did $name"
        @(Get-TrackRun).TaskId | Should -BeExactly $name
        (Get-TrackTask).TaskId | Should -BeExactly $name
    }

    It 'refuses what can be no name, and runs nothing: <Name>' -ForEach @(
        @{ Name = 'half a surrogate pair'; Text = "a$([char] 0xD83D)" }
        @{ Name = 'nothing'; Text = '' }
        @{ Name = 'null'; Text = $null }
    ) {
        (Get-ErrorOf { Invoke-TrackRun $Text { $script:ran = $true } }).FullyQualifiedErrorId | Should -Match '^(TrackNameInvalid|ParameterArgumentValidationError\w*),'
        (Get-ErrorOf { Invoke-TrackStep $Text { $script:ran = $true } }).FullyQualifiedErrorId | Should -Match '^(TrackNameInvalid|ParameterArgumentValidationError\w*),'
        Get-TrackRun | Should -BeNullOrEmpty
        $came = Get-ErrorOf { Invoke-TrackRun a001 { Invoke-TrackStep $Text { $script:ran = $true } } }
        $came.FullyQualifiedErrorId | Should -Match '^(TrackDataInvalid|ParameterArgumentValidationError\w*),'
        (Get-LastRun a001).Status | Should -Be 'Failed'
        Get-Variable ran -Scope Script -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'refuses a store that cannot be written, and runs nothing' {
        $path = "$(New-TestFolder)/s.json"
        $null = Save-UserTrack a001 @{ k = 1 } -Store $path
        $readOnly = Open-TrackStore $path -ReadOnly
        (Get-ErrorOf { Invoke-TrackRun a001 -Store $readOnly { 'never' } }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreReadOnly,Tracking.Commands.InvokeTrackRunCommand'
        (Get-ErrorOf { Invoke-TrackRun a001 -Store $readOnly -Resume { 'never' } }).FullyQualifiedErrorId | Should -BeExactly 'TrackStoreReadOnly,Tracking.Commands.InvokeTrackRunCommand'
        $readOnly | Close-TrackStore
    }
}

Describe 'Invoke-TrackStep' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'leaves a track for its beginning and one for its end' {
        Invoke-TrackRun a001 { Invoke-TrackStep copy { 'out'; Start-Sleep -Milliseconds 20 } } | Should -BeExactly 'out'
        $begun, $done = Search-Track a001
        $begun.Data | ConvertTo-Json -Compress | Should -BeExactly '{"Step":"copy","Outcome":"Started"}'
        @($done.Data.Keys) | Should -BeExactly @('Step', 'Outcome', 'Start', 'Duration', 'Attempt', 'Output')
        $done.Data.Outcome | Should -BeExactly 'Completed'
        $done.Data.Start | Should -BeOfType ([datetime])
        ($done.TimeStamp - $done.Data.Start).TotalSeconds | Should -BeLessThan 30
        $done.Data.Duration | Should -BeOfType ([timespan])
        $done.Data.Duration.TotalMilliseconds | Should -BeGreaterThan 15
        $done.Data.Attempt | Should -Be 1
        @($begun, $done).UserName | Should -BeExactly @([Environment]::UserName, [Environment]::UserName)
    }

    It 'outside of any run is a run of its own' {
        Invoke-TrackStep lone { 'out' } | Should -BeExactly 'out'
        $run = Get-LastRun lone
        "$($run.RunId) $($run.Status)" | Should -BeExactly '1 Finished'
        Get-Outcome lone | Should -BeExactly @('lone Started', 'lone Completed')
        { Invoke-TrackStep lone { throw 'x' } } | Should -Throw 'x'
        $run = Get-LastRun lone
        "$($run.RunId) $($run.Status) $($run.Message)" | Should -BeExactly '2 Failed x'
        # Others in the process do not join it.
        Invoke-TrackStep lone { 1 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-TrackStep elsewhere { } } }
        (Get-LastRun elsewhere).Status | Should -Be 'Finished'
    }

    It 'outside of any run goes with -TaskId to the task''s current run, as Save-UserTrack does' {
        Invoke-TrackStep one { 1 } -TaskId a001 | Should -Be 1
        $null = Save-UserTrack a001 @{ k = 1 }
        Invoke-TrackStep two { 2 } -TaskId A001 | Should -Be 2
        (Get-TrackRun).Status | Should -Be 'Running'
        (Search-Track).RunId | Should -Be @(1, 1, 1, 1, 1)
        $null = Stop-TrackRun a001
        { Invoke-TrackStep three { throw 'x' } -TaskId a001 } | Should -Throw 'x'
        (Get-TrackRun a001).RunId | Should -Be 2
        Invoke-TrackStep four { $null = Start-TrackRun a001; 4 } -TaskId a001 | Should -Be 4
        (Search-Track a001 -Data @{ Step = 'four' }).RunId | Should -Be @(2, 2)
    }

    It 'tries again with -RetryCount, and gives out only what the attempt that succeeded gave out' {
        $tries = 0
        $warned = @()
        $said = Invoke-TrackRun a001 { Invoke-TrackStep s { "out $tries"; , @(1, 2); $tries++; if ($tries -lt 3) { throw "no $tries" } } -RetryCount 5 -WarningVariable +warned 3> $null }
        $said | ConvertTo-Json -Compress | Should -BeExactly '["out 2",[1,2]]'
        @($warned).Count | Should -Be 2
        Search-Track a001 | ForEach-Object { "$($_.Data.Outcome) $($_.Data['Attempt']) $($_.Data['Error'])" } | Should -BeExactly @('Started  ', 'Failed 1 no 1', 'Failed 2 no 2', 'Completed 3 ')
        (Get-LastRun a001).Status | Should -Be 'Finished'
    }

    It 'gives up after -RetryCount, and gives out nothing' {
        $tries = 0
        $seen = [Collections.Generic.List[object]]::new()
        $came = try { Invoke-TrackRun a001 { Invoke-TrackStep s { 'out'; $tries++; throw "no $tries" } -RetryCount 2 -RetryDelay 0.01 3> $null } | ForEach-Object { $seen.Add($_) } } catch { $_ }
        "$came" | Should -BeExactly 'no 3'
        $seen | Should -BeNullOrEmpty
        $tries | Should -Be 3
        (Get-LastRun a001).Message | Should -BeExactly 'no 3'
        (Search-Track a001 -Data @{ Outcome = 'Failed'; Attempt = 3 }).Data.Error | Should -BeExactly 'no 3'
    }

    It 'refuses -RetryCount <Count> and -RetryDelay <Delay>' -ForEach @(@{ Count = -1; Delay = 0 }, @{ Count = 1; Delay = -1 }, @{ Count = 1; Delay = [double]::NaN }, @{ Count = 1; Delay = 1e9 }) {
        (Get-ErrorOf { Invoke-TrackStep s { 1 } -RetryCount $Count -RetryDelay $Delay }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationError,Tracking.Commands.InvokeTrackStepCommand'
        Get-TrackRun | Should -BeNullOrEmpty
    }

    It 'waits between attempts until Ctrl+C' {
        $folder = New-TestFolder
        Stop-Script "Invoke-TrackRun a001 -Store '$folder/s.json' { Invoke-TrackStep s { Set-Content '$folder/begun' 1; throw 'x' } -RetryCount 3 -RetryDelay 3600 }" $folder
        (Get-LastRun a001 "$folder/s.json").Status | Should -Be 'Stopped'
        Get-Outcome a001 "$folder/s.json" | Select-Object -First 1 | Should -BeExactly 's Started'
    }

    It 'shows a progress bar of the task and the step, and takes it away' {
        $shell = [powershell]::Create().AddScript("Import-Module '$manifest'; Invoke-TrackRun a001 { Invoke-TrackStep copy { } ; try { Invoke-TrackStep fail { throw 1 } } catch { } }")
        $null = $shell.Invoke()
        $shell.Streams.Progress | Where-Object Activity -EQ a001 | ForEach-Object { "$($_.ActivityId) $($_.StatusDescription) $($_.RecordType)" } |
            Should -BeExactly @('1 copy Processing', '1 copy Completed', '1 fail Processing', '1 fail Completed')
        $shell.Dispose()
    }

    It 'keeps the properties of what passes through it' {
        $text = 'a' | Add-Member NoteProperty Extra 1 -PassThru
        (Invoke-TrackRun a001 { Invoke-TrackStep s { $text } }).Extra | Should -Be 1
        (Invoke-TrackStep s { $text } -RetryCount 1).Extra | Should -Be 1
        (Invoke-TrackStep s { , @() } | Measure-Object).Count | Should -Be 1
        $null -eq (Invoke-TrackStep s { }) | Should -BeTrue
    }
}

Describe 'Steps in other runspaces' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'of ForEach-Object -Parallel belong to the run around them, the innermost' {
        $said = Invoke-TrackRun outer { Invoke-TrackRun a001 { 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:manifest; $n = $_; Invoke-TrackStep "s$n" { $n } } } }
        $said | Sort-Object | Should -Be @(1..8)
        Get-Outcome a001 | Sort-Object | Should -BeExactly @(1..8 | ForEach-Object { "s$_ Completed"; "s$_ Started" })
        (Get-TrackRun).Status | Should -Be @('Finished', 'Finished')
    }

    It 'of a thread job belong to it' {
        $said = Invoke-TrackRun a001 { Start-ThreadJob -ArgumentList $manifest { Import-Module $args[0]; Invoke-TrackStep job { 'out' } } | Receive-Job -Wait -AutoRemoveJob }
        $said | Should -BeExactly 'out'
        Get-Outcome a001 | Should -BeExactly @('job Started', 'job Completed')
    }

    It 'that a resumed run completed are not run again, each completion counting once' {
        $script = {
            1..3 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-TrackStep same { [guid]::NewGuid() } }
        }
        $first = [Collections.Generic.List[object]]::new()
        { Invoke-TrackRun a001 { . $script; throw 'x' } | ForEach-Object { $first.Add($_) } } | Should -Throw 'x'
        $first | Should -HaveCount 3
        $again = Invoke-TrackRun a001 -Resume { . $script; . $script }
        $again.Count | Should -Be 6
        @($first | Where-Object { $_ -notin $again }) | Should -BeNullOrEmpty
        @($again | Sort-Object -Unique).Count | Should -Be 6
    }

    It 'ask for -TaskId where several runs are at work, and take it' {
        # One in a runspace of its own, until its file is gone.
        $folder = New-TestFolder
        Set-Content "$folder/wait" 1
        $other = [powershell]::Create().AddScript("Import-Module '$manifest'; Invoke-TrackRun b001 { Set-Content '$folder/begun' 1; while (Test-Path '$folder/wait') { Start-Sleep -Milliseconds 5 } }")
        $work = $other.BeginInvoke()
        while (-not (Test-Path "$folder/begun")) { Start-Sleep -Milliseconds 5 }
        $said = Invoke-TrackRun a001 {
            Invoke-TrackStep own { 'own' }
            1 | ForEach-Object -Parallel {
                Import-Module $using:manifest
                try { Invoke-TrackStep s { 'never' } } catch { "$($_.FullyQualifiedErrorId): $_" }
                Invoke-TrackStep named { 'named' } -TaskId B001
            }
        }
        Remove-Item "$folder/wait"
        $null = $other.EndInvoke($work)
        $other.Streams.Error | Should -BeNullOrEmpty
        $other.Dispose()
        $said[0] | Should -BeExactly 'own'
        $said[1] | Should -BeLike 'TrackRunNotFound,Tracking.Commands.InvokeTrackStepCommand: *-TaskId*'
        $said[2] | Should -BeExactly 'named'
        Get-Outcome a001 | Should -BeExactly @('own Started', 'own Completed')
        Get-Outcome b001 | Should -BeExactly @('named Started', 'named Completed')
    }
}

Describe 'Invoke-TrackRun -Resume' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
        $sessions = New-TestFolder
        $formerHome = $env:TRACKING_HOME
        $env:TRACKING_HOME = $sessions
    }

    AfterEach {
        $env:TRACKING_HOME = $formerHome
        $store | Close-TrackStore
    }

    It 'takes up the run that failed, and runs only what was not completed' {
        $fail = $true
        $script = { Invoke-TrackStep one { 'one'; $null = $did.Add('one') }; 'between'; Invoke-TrackStep two { if ($fail) { throw 'x' }; $null = $did.Add('two'); 'two' } }
        $did = [Collections.Generic.List[string]]::new()
        { Invoke-TrackRun a001 -Resume $script } | Should -Throw 'x'
        $fail = $false
        Invoke-TrackRun A001 -Resume $script | Should -BeExactly @('one', 'between', 'two')
        $did | Should -BeExactly @('one', 'two')
        $run = Get-TrackRun
        "$($run.RunId) $($run.Status) $($run.Message)" | Should -BeExactly '1 Finished '
        # It finished: a new one.
        Invoke-TrackRun a001 -Resume $script | Should -BeExactly @('one', 'between', 'two')
        $did | Should -BeExactly @('one', 'two', 'one', 'two')
        (Get-LastRun a001).RunId | Should -Be 2
    }

    It 'starts a run where there is none, and where the last one finished, even when an older one did not' {
        Invoke-TrackRun a001 -Resume { 'new' } | Should -BeExactly 'new'
        $null = Start-TrackRun a002
        $null = Stop-TrackRun a002 -Unfinished
        $null = Start-TrackRun a002
        $null = Stop-TrackRun a002
        Invoke-TrackRun a002 -Resume { 'new' } | Should -BeExactly 'new'
        (Get-TrackRun).RunId | Should -Be @(1, 2, 3, 4)
        (Get-TrackRun).Status | Should -Be @('Finished', 'Stopped', 'Finished', 'Finished')
    }

    It 'without -Resume starts another, and leaves the one that failed' {
        { Invoke-TrackRun a001 { Invoke-TrackStep s { 1 }; throw 'x' } } | Should -Throw 'x'
        Invoke-TrackRun a001 { Invoke-TrackStep s { 2 } } | Should -Be 2
        (Get-TrackRun).Status | Should -Be @('Failed', 'Finished')
    }

    It 'counts each completion once, in their order' {
        { Invoke-TrackRun a001 { 1..3 | ForEach-Object { Invoke-TrackStep s { "first $_"; if ($_ -eq 3) { throw 'x' } } } } } | Should -Throw 'x'
        Invoke-TrackRun a001 -Resume { 1..4 | ForEach-Object { Invoke-TrackStep s { "then $_" } }; Invoke-TrackStep S { 'other' } } |
            Should -BeExactly @('first 1', 'first 2', 'then 3', 'then 4', 'other')
    }

    It 'goes on after a second failure with what both completed' {
        $script = { 1..3 | ForEach-Object { Invoke-TrackStep "s$_" { "done $_ at $at"; if ($_ -eq $at) { throw "at $at" } } } }
        foreach ($at in 2, 3) { { Invoke-TrackRun a001 -Resume $script } | Should -Throw "at $at" }
        $at = 9
        Invoke-TrackRun a001 -Resume $script | Should -BeExactly @('done 1 at 2', 'done 2 at 3', 'done 3 at 9')
        (Get-TrackRun).RunId | Should -Be 1
    }

    It 'gives the recorded output out again: <Name>' -ForEach @(
        @{ Name = 'an integer'; Script = { 5 }; Check = { $_ | Should -BeOfType ([int]); $_ | Should -Be 5 } }
        @{ Name = 'a long'; Script = { 5L }; Check = { $_ | Should -BeOfType ([long]) } }
        @{ Name = 'a text with odd characters'; Script = { "a`n`0`e$([char] 0xD83D)<&>_x0041_" }; Check = { $_ | Should -BeOfType ([string]); $_ -ceq "a`n`0`e$([char] 0xD83D)<&>_x0041_" | Should -BeTrue } }
        @{ Name = 'null'; Script = { $null }; Check = { $_ | Should -BeExactly $null }; Count = 1 }
        @{ Name = 'nothing'; Script = { }; Check = { throw 'never' }; Count = 0 }
        @{ Name = 'several'; Script = { 1, 'b', $null, $true }; Check = { $_ | Should -BeIn 1, 'b', $null, $true }; Count = 4 }
        @{ Name = 'a hashtable'; Script = { @{ k = 1; deep = @{ deeper = @{ n = 2 } } } }; Check = { $_ | Should -BeOfType ([hashtable]); $_.k | Should -Be 1; $_.deep.deeper.n | Should -Be 2 } }
        @{ Name = 'an array in an array'; Script = { , (1, (2, 3)) }; Check = { , $_ | ForEach-Object Count | Should -Be 2; $_[1][1] | Should -Be 3 } }
        @{ Name = 'an empty array'; Script = { , @() }; Check = { $_.Count | Should -Be 0 } }
        @{ Name = 'a custom object'; Script = { [pscustomobject] @{ a = 1; b = [pscustomobject] @{ c = 2 } } }; Check = { $_.a | Should -Be 1; $_.b.c | Should -Be 2 } }
        @{ Name = 'a date'; Script = { [datetime]::new(2024, 5, 6, 12, 0, 0, [DateTimeKind]::Utc) }; Check = { $_ | Should -BeOfType ([datetime]); $_.Kind | Should -Be 'Utc' } }
        @{ Name = 'bytes'; Script = { , [byte[]] (1, 2) }; Check = { , $_ | Should -BeOfType ([byte[]]) } }
        @{ Name = 'a file'; Script = { Get-Item $PSHOME/pwsh.dll }; Check = { $_.PSTypeNames | Should -Contain 'Deserialized.System.IO.FileInfo'; $_.FullName | Should -BeExactly (Get-Item $PSHOME/pwsh.dll).FullName } }
        @{ Name = 'a thousand objects'; Script = { 1..1000 }; Check = { $_ | Should -BeOfType ([int]) }; Count = 1000 }
    ) {
        $expected = $_['Count'] ?? 1
        @(try { Invoke-TrackRun a001 { Invoke-TrackStep s $Script; throw 'x' } } catch { }).Count | Should -Be $expected
        $came = @(Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { throw 'never' } } -WarningVariable warnings)
        $came.Count | Should -Be $expected
        $warnings | Should -BeNullOrEmpty
        foreach ($one in $came | Select-Object -First 5) { $one | ForEach-Object { $null = $_ }; ForEach-Object -InputObject $one $Check }
    }

    It 'gives nothing of an output that was too large, and warns: <Name>' -ForEach @(
        @{ Name = '70 KB of text'; Script = { 'x' * 70kb } }
        @{ Name = '1,001 objects'; Script = { 1..1001 } }
        @{ Name = 'many files'; Script = { Get-ChildItem $PSHOME/*.dll | Select-Object -First 200 } }
    ) {
        $count = @(& $Script).Count
        @(try { Invoke-TrackRun a001 { Invoke-TrackStep s $Script; throw 'x' } } catch { }).Count | Should -Be $count
        (Search-Track a001 -Data @{ Outcome = 'Completed' }).Data.Contains('Output') | Should -BeFalse
        $said = @(Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { throw 'never' }; 'on' } 3>&1)
        $said | Should -HaveCount 2
        $said[0] | Should -BeOfType ([Management.Automation.WarningRecord])
        "$($said[0])" | Should -BeLike "*Step 's'*too large*"
        $said[1] | Should -BeExactly 'on'
    }

    It 'reads little of an output that is too large: all of a thousand files or processes would take seconds' {
        $read = [Collections.Generic.List[int]]::new()
        $objects = 1..900 | ForEach-Object { [pscustomobject] @{ N = $_ } | Add-Member ScriptProperty Text { $read.Add($this.N); 'x' * 1000 } -PassThru }
        $null = Invoke-TrackStep s { $objects }
        $read.Count | Should -BeGreaterThan 60
        $read.Count | Should -BeLessThan 400
    }

    It 'takes up a run after Ctrl+C' {
        $folder = New-TestFolder
        Stop-Script "Invoke-TrackRun a001 -Store '$folder/s.json' { Invoke-TrackStep one { 'one' }; Invoke-TrackStep two { Set-Content '$folder/begun' 1; Start-Sleep 60 } }" $folder
        Invoke-TrackRun a001 -Store "$folder/s.json" -Resume { Invoke-TrackStep one { throw 'never' }; Invoke-TrackStep two { 'two' } } | Should -BeExactly @('one', 'two')
        Get-Outcome a001 "$folder/s.json" | Should -BeExactly @('one Started', 'one Completed', 'two Started', 'two Started', 'two Completed')
        (Get-TrackRun -Store "$folder/s.json").Status | Should -Be 'Finished'
    }

    It 'refuses a run that is at work in this process' {
        Invoke-TrackRun a001 {
            $came = Get-ErrorOf { Invoke-TrackRun a001 -Resume { 'never' } }
            $came.FullyQualifiedErrorId | Should -BeExactly 'TrackRunInvalid,Tracking.Commands.InvokeTrackRunCommand'
        }
        (Get-TrackRun).Status | Should -Be 'Finished'
    }

    It 'takes up a run that a plain start and saves made, and one of an open store that is not current' {
        $null = Start-TrackRun a001
        $null = Save-UserTrack a001 @{ Step = 'mine' }
        $null = Open-TrackStore -InMemory
        $other = Get-TrackStore
        Invoke-TrackRun a001 -Resume { (Save-UserTrack a001 @{ k = 1 } -PassThru).RunId; Get-TrackStore }  | Should -Be @(1, $store)
        Get-TrackStore | Should -Be $other
        $other | Close-TrackStore
        (Get-TrackRun -Store $store).Status | Should -Be 'Finished'
    }

    It 'looks only in the store that -Store names' {
        { Invoke-TrackRun a001 { Invoke-TrackStep s { 'memory' }; throw 'x' } } | Should -Throw 'x'
        $path = "$(New-TestFolder)/s.json"
        Invoke-TrackRun a001 -Resume -Store $path { Invoke-TrackStep s { 'file'; } } | Should -BeExactly 'file'
        (Get-TrackRun).Status | Should -Be 'Failed'
        { Invoke-TrackRun a001 -Store $path { Invoke-TrackStep s { 'kept' }; throw 'x' } } | Should -Throw 'x'
        Invoke-TrackRun a001 -Resume -Store (Get-Item $path) { Invoke-TrackStep s { throw 'never' }; (Get-TrackStore).Path } | Should -BeExactly @('kept', $path)
        Get-TrackStore | Should -Be $store
    }

    It 'goes on though other session files cannot be read, and warns of each' {
        $damaged = "$sessions/damaged.json"
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -Store $damaged }
        [IO.File]::WriteAllText($damaged, [IO.File]::ReadAllText($damaged).Replace('"k":2', '"k":9'))
        Set-Content "$sessions/other.json" '{}'
        if (-not $IsWindows) { $null = New-Item -ItemType SymbolicLink "$sessions/loop.json" -Target "$sessions/loop.json" }
        { Invoke-TrackRun a001 { Invoke-TrackStep s { 'kept' }; throw 'x' } } | Should -Throw 'x'
        Invoke-TrackRun a001 -Resume { Invoke-TrackStep s { 'again' } } -WarningVariable warnings 3> $null | Should -BeExactly 'kept'
        foreach ($name in @('damaged', 'other') + @(if (-not $IsWindows) { 'loop' })) { @($warnings -like "*$name.json*") | Should -Not -BeNullOrEmpty -Because $name }
        $listed = @(Get-TrackStore -ListAvailable -ErrorAction SilentlyContinue -ErrorVariable unlisted)
        (Split-Path $listed.Path -Leaf) | Should -BeExactly @('damaged.json', 'other.json')
        @($unlisted).Count | Should -Be ($IsWindows ? 0 : 1)
    }
}

Describe 'Across processes' {
    BeforeEach {
        $sessions = New-TestFolder
        $environment = @{ TRACKING_HOME = $sessions; TRACKING_STORE = $null }
        # Its second step waits to be killed.
        $killed = { Invoke-TrackRun a001 { Invoke-TrackStep one { "one of $PID" }; Invoke-TrackStep two { [Console]::Out.WriteLine("ready $PID"); Start-Sleep 60 } } }
    }

    It 'a run is taken up from the file of a process that was killed, and goes on there; not from one that lives' {
        $child = Start-Child (Get-ScriptCommand $killed) -Environment $environment
        $id = (Read-ChildLine $child '^ready') -replace '\D'
        $file = (Get-ChildItem $sessions/*.json).FullName

        # It lives.
        $alive = Invoke-Pwsh -Environment $environment { try { Invoke-TrackRun a001 -Resume { 'never' } } catch { "$($_.FullyQualifiedErrorId): $_" }; (Get-TrackStore).TrackCount }
        $alive.Output | Should -BeLike "TrackStoreLocked,Tracking.Commands.InvokeTrackRunCommand: *$id*"
        $alive.Output | Should -Not -BeLike '*never*'
        (Get-TrackRun -Store $file).Status | Should -Be 'Running'

        # It was killed.
        $null = Stop-Child $child
        (Get-TrackRun -Store $file).Status | Should -Be 'Abandoned'
        $resumed = Invoke-Pwsh -Environment $environment {
            $null = Save-UserTrack other @{ k = 1 }
            $own = (Get-TrackStore).Path
            Invoke-TrackRun a001 -Resume {
                Invoke-TrackStep one { 'again' }
                Invoke-TrackStep two { 'two' }
                $null = Save-UserTrack a001 @{ late = $true }
                (Get-TrackStore).Path
            }
            (Get-TrackStore).Path -eq $own
            (Search-Track).TaskId
        }
        $resumed.Error | Should -BeNullOrEmpty
        $resumed.Output -split '\r?\n' | Should -BeExactly @("one of $id", 'two', $file, 'True', 'other')
        $run = Get-TrackRun -Store $file
        "$($run.RunId) $($run.Status)" | Should -BeExactly '1 Finished'
        Get-Outcome a001 $file | Should -BeExactly @('one Started', 'one Completed', 'two Started', 'two Started', 'two Completed')
        (Search-Track a001 -Store $file -Data @{ late = $true }).RunId | Should -Be 1

        # It finished.
        $anew = Invoke-Pwsh -Environment $environment { Invoke-TrackRun a001 -Resume { Invoke-TrackStep one { 'anew' }; (Get-TrackStore).Path } }
        $said = $anew.Output -split '\r?\n'
        $said[0] | Should -BeExactly 'anew'
        $said[1] | Should -Not -BeExactly $file
        @(Get-TrackRun -Store $file) | Should -HaveCount 1
    }

    It 'a script of ten steps that is killed in each of them in turn ends with every step done once, the one that was cut at most twice' {
        $did = "$sessions/did.txt"
        $script = {
            Invoke-TrackRun ten -Resume {
                foreach ($n in 1..10) {
                    Invoke-TrackStep "step $n" {
                        if ($n -eq $env:CUT -and $env:WHEN -eq 'before') { [Diagnostics.Process]::GetCurrentProcess().Kill(); Start-Sleep 60 }
                        [IO.File]::AppendAllText($env:DID, "$n`n")
                        if ($n -eq $env:CUT -and $env:WHEN -eq 'after') { [Diagnostics.Process]::GetCurrentProcess().Kill(); Start-Sleep 60 }
                        "out $n"
                    }
                }
            }
        }
        $text = Get-ScriptCommand $script
        $environment.DID = $did
        function Get-Count([int] $Step) { @(Get-Content $did -ErrorAction Ignore | Where-Object { $_ -eq $Step }).Count }
        foreach ($cut in 1..10) {
            $environment.CUT = "$cut"
            # Both the work that was done and not recorded, and the work that was not done.
            $environment.WHEN = $cut % 2 ? 'after' : 'before'
            (Invoke-Child $text -Environment $environment).ExitCode | Should -Be 137
            1..10 | ForEach-Object {
                $expected = $_ -gt $cut ? 0 : $_ -lt $cut ? ($_ % 2 ? 2 : 1) : ($_ % 2 ? 1 : 0)
                Get-Count $_ | Should -Be $expected -Because "step $_ when killed in step $cut"
            }
        }
        $environment.CUT = ''
        $last = Invoke-Child $text -Environment $environment
        $last.Error | Should -BeNullOrEmpty
        $last.ExitCode | Should -Be 0
        $last.Lines | Should -BeExactly @(1..10 | ForEach-Object { "out $_" })
        1..10 | ForEach-Object { Get-Count $_ | Should -Be ($_ % 2 ? 2 : 1) -Because "step $_" }
        $file = @(Get-ChildItem $sessions/*.json | Where-Object { Search-Track ten -Store $_ })
        $file | Should -HaveCount 1
        (Get-TrackRun -Store $file[0]).Status | Should -Be 'Finished'
        Search-Track ten -Store $file[0] -Data @{ Outcome = 'Completed' } | ForEach-Object { $_.Data.Step } | Should -BeExactly @(1..10 | ForEach-Object { "step $_" })
    }
}

Describe 'A disk that fails at the end' -Skip:$noAttach {
    BeforeAll {
        $hosted = Start-ScriptHost

        # Nothing can be flushed while the script runs in the host; a run is stopped on the disk.
        function Invoke-Unflushed([string] $Script) {
            $file = "$(New-TestFolder)/s.json"
            $null = Invoke-ScriptHost $hosted "`$null = Open-TrackStore '$file'"
            $tracer = Start-Tracer $hosted.Process.Id -Log (Join-Path (New-TestFolder) 'calls') -Trace fsync -Path $file, "$file.tmp" -Inject 'fsync:error=EIO'
            Invoke-ScriptHost $hosted $Script
            Stop-Tracer $tracer
            $script:status = (Get-LastRun a001 $file).Status
        }
    }

    It 'is an error where the run would be finished' {
        $said = @(Invoke-Unflushed "Invoke-TrackRun a001 { 'done' }")
        $said | Should -HaveCount 2
        $said[0] | Should -BeExactly 'done'
        $said[1] | Should -BeLike 'error TrackStoreFlushFailed,Tracking.Commands.InvokeTrackRunCommand *'
        $status | Should -Not -Be 'Finished'
    }

    It 'is a warning where something else went wrong, which is the error' {
        $said = @(Invoke-Unflushed "Invoke-TrackRun a001 { throw 'mine' }")
        $said | Should -HaveCount 2
        $said[0] | Should -BeLike 'warning How run 1 of a001 ended could not be recorded: *'
        $said[1] | Should -BeExactly 'error mine mine'
    }
}
