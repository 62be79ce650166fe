# What build.ps1 makes of the suites' reports: a red test is a red build, and so is a file that fails to be discovered.

BeforeAll {
    Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1", "$PSScriptRoot/../runner/TestRun.psm1", "$PSScriptRoot/../mutation/MutationReport.psm1"

    # Outcome and name of each, to compare at a glance.
    function Get-RecordText([object[]] $Record) {
        $Record | ForEach-Object { "$($_.Outcome) $($_.Name)" }
    }

    # A process of tests that has ended.
    function New-Ended([int] $ExitCode, [string] $Report, [string] $Output = '') {
        [pscustomobject] @{ Suite = 's'; ExitCode = $ExitCode; Report = $Report; Output = $Output }
    }
}

Describe 'The records of Pester files' {
    BeforeAll {
        $folder = (New-Item -ItemType Directory -Path "TestDrive:/suite").FullName
        $suite = @{
            Parse     = "Describe 'parse' { It 'x' {"
            Discovery = "Describe 'discovery' { throw 'no luck'; It 'x' { } }"
            Outer     = "AfterAll { throw 'outer' }; Describe 'outer' { It 'x' { } }"
            Before    = "Describe 'before' { BeforeAll { throw 'first' }; It 'x' { } }"
            After     = "Describe 'after' { AfterAll { throw 'last' }; It 'x' { } }"
            Plain     = @'
Describe 'plain' {
    It 'passes' { }
    It 'fails' { 1 | Should -Be 2 }
    It 'is skipped' { Set-ItResult -Skipped -Because 'there is no disk' }
    It 'is inconclusive' { Set-ItResult -Inconclusive }
}
'@
        }
        $suite.Keys | ForEach-Object {
            Set-Content -LiteralPath "$folder/$_.Tests.ps1" -Value $suite[$_]
            "$folder/$_.Tests.ps1"
        } | Set-Content -LiteralPath "$folder/list.txt"

        $pwsh = Get-PwshCommand
        $command = @($pwsh.Arguments; '-NoProfile', '-File', "$PSScriptRoot/../runner/Invoke-PesterFiles.ps1"
            '-PesterModule', (Join-Path (Get-Module Pester).ModuleBase 'Pester.psd1'), '-ListPath', "$folder/list.txt", '-ReportFolder', $folder)
        $null = & $pwsh.FilePath @command
        $exitCode = $LASTEXITCODE
        $records = @(Get-TestRecord (New-Ended $exitCode "$folder/*.xml"))
    }

    It 'hold each test' {
        Get-RecordText $records | Should -Contain 'Passed plain.passes'
        Get-RecordText $records | Should -Contain 'Failed plain.fails'
        Get-RecordText $records | Should -Contain 'Skipped plain.is skipped'
        Get-RecordText $records | Should -Contain 'Failed plain.is inconclusive'
        Get-RecordText $records | Should -Contain 'Failed before.x'
    }

    It 'say why a test failed and where, or why it was skipped' {
        ($records | Where-Object Name -EQ 'plain.fails').Message | Should -BeLike "Expected 2, but got 1.*Plain.Tests.ps1:3*"
        ($records | Where-Object Name -EQ 'plain.is skipped').Message | Should -BeExactly 'there is no disk'
    }

    It 'fail for <Name>, which no test shows' -ForEach @(
        @{ Name = 'a file that cannot be parsed'; Record = '*Parse.Tests.ps1' }
        @{ Name = 'a file that cannot be discovered'; Record = '*Discovery.Tests.ps1' }
        @{ Name = 'the outermost AfterAll'; Record = 'Outer.Tests.ps1, outside of its tests' }
        @{ Name = 'a BeforeAll'; Record = 'Before.Tests.ps1, outside of its tests' }
        @{ Name = 'an AfterAll'; Record = 'After.Tests.ps1, outside of its tests' }
    ) {
        ($records | Where-Object Name -Like $Record).Outcome | Should -BeExactly 'Failed'
    }

    It 'come from a process that says that something failed' {
        $exitCode | Should -Be 1
    }

    It 'are each of one process, though several share the files' {
        $reports = Get-ChildItem "$folder/*.xml" | ForEach-Object LastWriteTimeUtc
        $null = & $pwsh.FilePath @command
        $LASTEXITCODE | Should -Be 0
        Get-ChildItem "$folder/*.xml" | ForEach-Object LastWriteTimeUtc | Should -Be $reports
    }
}

Describe 'The records of a suite of xunit' {
    It 'hold each test that ran, and say what failed outside of one' {
        Set-Content -LiteralPath 'TestDrive:/xunit.xml' -Value @'
<testsuites name="Test results" tests="3" failures="1" errors="1">
  <testsuite name="A.dll" tests="3">
    <testcase name="A.Passes" time="0.5" />
    <testcase name="A.Fails"><failure type="Xunit.Sdk.EqualException" message="Expected: 1">  at A.Fails()</failure></testcase>
    <testcase name="A.Waits"><skipped message="needs a disk" /></testcase>
  </testsuite>
</testsuites>
'@
        $records = @(Read-TestReport s (Convert-Path 'TestDrive:/xunit.xml'))
        Get-RecordText $records | Should -BeExactly 'Passed A.Passes', 'Failed A.Fails', 'Skipped A.Waits', 'Failed xunit, outside of its tests'
        $records[0..2].Message | Should -BeExactly '', "Expected: 1`n  at A.Fails()", 'needs a disk'
    }

    It 'say of a report that is cut off that it is, as a failure' {
        Set-Content -LiteralPath 'TestDrive:/cut.xml' -Value '<testsuites errors="0"><testcase name="A.Fails"><failure message="Expected'
        $records = @(Read-TestReport s (Convert-Path 'TestDrive:/cut.xml'))
        Get-RecordText $records | Should -BeExactly 'Failed cut'
        $records.Message | Should -BeLike 'The report is cut off: *'
    }
}

Describe 'A suite of which no test shows that it failed' {
    BeforeAll {
        $folder = Convert-Path 'TestDrive:/'
        $null = New-Item "$folder/empty.xml"
        Set-Content "$folder/none.xml" '<testsuites errors="0" />'
        Set-Content "$folder/passed.xml" '<testsuites errors="0"><testcase name="a" /></testsuites>'
        Set-Content "$folder/skipped.xml" '<testsuites errors="0"><testcase name="b"><skipped message="no disk" /></testcase></testsuites>'
    }

    It 'fails without a report' {
        (Get-TestRecord (New-Ended 0 "$folder/nowhere.xml")).Outcome | Should -BeExactly 'Failed'
        (Get-TestRecord (New-Ended 0 "$folder/empty.xml")).Outcome | Should -BeExactly 'Failed'
    }

    It 'fails when nothing ran, or all of it was skipped' {
        Get-RecordText (Get-TestRecord (New-Ended 0 "$folder/none.xml")) | Should -BeExactly 'Failed run'
        Get-RecordText (Get-TestRecord (New-Ended 0 "$folder/skipped.xml")) | Should -BeExactly 'Skipped b', 'Failed run'
    }

    It 'may have run nothing when tests were asked for by name' {
        Get-TestRecord (New-Ended 0 "$folder/none.xml") -Filtered | Should -BeNullOrEmpty
    }

    It 'fails when its exit code says so' {
        Get-TestRecord (New-Ended 134 "$folder/passed.xml") | Where-Object Outcome -EQ Failed | ForEach-Object Message | Should -BeLike '*134*'
    }

    It 'is skipped when it says that it can run nothing here' {
        $record = Get-TestRecord (New-Ended 77 "$folder/nowhere.xml" "more`nWine does not start here.")
        "$($record.Outcome) $($record.Message)" | Should -BeExactly 'Skipped Wine does not start here.'
    }

    It 'has not failed when a test passed' {
        Get-RecordText (Get-TestRecord (New-Ended 0 "$folder/passed.xml")) | Should -BeExactly 'Passed a'
    }
}

Describe 'The summary' {
    It 'ends with the counts, after the names of what failed and what was skipped' {
        $text = Write-TestSummary @(
            New-TestRecord -Suite s -Name a -Outcome Passed
            New-TestRecord -Suite s -Name b -Outcome Passed
            New-TestRecord -Suite s -Name c -Outcome Failed -Message 'because'
            New-TestRecord -Suite s -Name d -Outcome Skipped -Message 'no disk'
        ) 6>&1 | Out-String
        $text | Should -BeLike '*Skipped:*s: d*no disk*Failed:*s: c*because*'
        ($text.TrimEnd() -split '\r?\n')[-1] | Should -BeExactly '2 passed, 1 failed, 1 skipped'
    }
}

Describe 'The suites' {
    It 'have projects and files' {
        foreach ($suite in Get-TestSuite) {
            $suite.Project | ForEach-Object { "$PSScriptRoot/../../$_" | Should -Exist }
            $suite.Paths | Should -Not -BeNullOrEmpty
        }
    }

    It 'are chosen by the words of a test''s name: <Name>' -ForEach @(
        @{ Name = 'the transcript of the seed'; Suites = 'Pester' }
        # Not in one piece here: this file would be looked at for it.
        @{ Name = 'TrackId' + 'Tests.What_is_no_positive_number'; Suites = 'Core' }
    ) {
        $chosen = @(Select-TestSuite (Get-TestSuite) $Name)
        $chosen.Name | Should -Contain $Suites
        $chosen.Name | Should -Not -Contain 'Report'
    }

    It 'that run the contract of another are chosen when the name says so' {
        # Not in one piece here, as above.
        $test = 'Data_that_merging_makes_' + 'larger'
        (Select-TestSuite (Get-TestSuite) $test).Name | Should -BeExactly 'Core'
        (Select-TestSuite (Get-TestSuite) "PostgresTrackStoreTests.$test").Name | Should -BeExactly 'Postgres'
    }

    It 'are chosen by words that stand apart, when asked to' {
        # As the name of a test above reads when it runs, and as it stands nowhere, here neither.
        $name = 'fail', 'for a BeforeAll,', 'which no test shows' -join ' '
        Select-TestSuite (Get-TestSuite) $name | Should -BeNullOrEmpty
        (Select-TestSuite (Get-TestSuite) $name -Loose).Paths | Should -Contain $PSCommandPath
    }

    It 'of Pester are looked at only in files with the words' {
        (Select-TestSuite (Get-TestSuite) 'have projects and files').Paths | Should -BeExactly $PSCommandPath
    }
}

Describe 'The mutants of a report' {
    BeforeAll {
        $report = Join-Path 'TestDrive:' 'mutation.json'
        Set-Content -LiteralPath $report -Value @"
{ "files": {
    "/somewhere/src/Tracking.Core/State/A.cs": { "mutants": [
      { "mutatorName": "Equality mutation", "replacement": "a <\n    b", "status": "Survived", "location": { "start": { "line": 12 } } },
      { "mutatorName": "String mutation", "replacement": "\"\"", "status": "NoCoverage", "location": { "start": { "line": 7 } } },
      { "mutatorName": "Block removal mutation", "replacement": "{}", "status": "Killed", "location": { "start": { "line": 1 } } },
      { "mutatorName": "Block removal mutation", "replacement": "{}", "status": "CompileError", "location": { "start": { "line": 2 } } },
      { "mutatorName": "Block removal mutation", "replacement": "{}", "status": "Ignored", "location": { "start": { "line": 3 } } } ] },
    "/somewhere/src/Tracking.Core/Disk/LineDisk.cs": { "mutants": [
      { "mutatorName": "Update mutation", "replacement": "i--", "status": "Timeout", "location": { "start": { "line": 1 } } } ] } } }
"@
        $mutants = @(Read-MutationReport $report Tracking.Core)
    }

    It 'are those that were, or could have been, put to the test' {
        $mutants.Outcome | Should -Be 'Survived', 'NoCoverage', 'Killed', 'Timeout'
        $mutants.Folder | Should -Be 'Tracking.Core/State', 'Tracking.Core/State', 'Tracking.Core/State', 'Tracking.Core/Disk'
    }

    It 'give a score: of a hundred, how many a test noticed' {
        Get-MutationScore $mutants | Should -Be 50
        Get-MutationScore $mutants[0..2] | Should -Be 33.33
        Get-MutationScore @() | Should -Be 0
    }

    It 'are none in methods that safe mode drops, which are named' {
        Get-DroppedMethod '[WRN] Safe Mode! Stryker will remove all mutations in A.B(int) and mark them as ''compile error''.', 'other' | Should -BeExactly 'A.B(int)'
    }

    It 'are listed when no test noticed them, by file and line, before the scores' {
        $text = Write-MutationSummary $mutants 'Tracking.Core: A.B()' 6>&1 | Out-String
        $text | Should -BeLike '*State/A.cs:7: NoCoverage, String: ""*State/A.cs:12: Survived, Equality: a < b*A.B()*Disk*100*State*33*all of Tracking.Core*50*'
    }
}

Describe 'The tests that mutants do not meet' {
    It 'are there under the names that the project leaves out' {
        $project = Get-Content -Raw "$PSScriptRoot/../mutation/Tracking.Core.Mutation.csproj"
        $names = [regex]::Matches($project, '<NotForMutants Include="\$\(Tests\)/\*\*/([^"]+)"').ForEach{ $_.Groups[1].Value }
        $files = [IO.Directory]::GetFiles("$PSScriptRoot/../Tracking.Core.Tests", '*.cs', 'AllDirectories') | Split-Path -Leaf
        $names | Should -Not -BeNullOrEmpty
        $names | Where-Object { $_ -notin $files } | Should -BeNullOrEmpty
    }
}

Describe 'A child process' {
    It 'is a PowerShell of this version' {
        $pwsh = Get-PwshCommand
        & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -Command '"$($PSVersionTable.PSVersion)"' | Should -Be "$($PSVersionTable.PSVersion)"
    }

    It 'sees variables that its caller gets back afterwards' {
        $env:TRACKING_BUILD_A = 'mine'
        $env:TRACKING_BUILD_B = $null
        $seen = Invoke-WithEnvironment @{ TRACKING_BUILD_A = $null; TRACKING_BUILD_B = 'yours' } { "$env:TRACKING_BUILD_A|$env:TRACKING_BUILD_B" }
        $seen | Should -BeExactly '|yours'
        "$env:TRACKING_BUILD_A|$env:TRACKING_BUILD_B" | Should -BeExactly 'mine|'
        $env:TRACKING_BUILD_A = $null
    }
}
