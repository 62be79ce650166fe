# build.ps1 demo does real work.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $folder = New-TestFolder
    $names = 'a.txt', 'B [1].txt', '.hidden', 'sub/ü.bin', 'sub/empty'
    $null = New-Item -ItemType Directory -Path "$folder/sub"
    foreach ($name in $names) {
        [IO.File]::WriteAllText("$folder/$name", $name -eq 'sub/empty' ? '' : "this is $name")
    }

    $store = Join-Path (New-TestFolder) 'demo.json'
    $demo = Invoke-Pwsh -Bare '& $env:DEMO -Path $env:FOLDER -StorePath $env:STORE' -Environment @{
        DEMO   = "$PSScriptRoot/../demo/Demo.ps1"
        FOLDER = $folder
        STORE  = $store
    }
}

Describe 'The demo' {
    It 'ends well' {
        $demo.ExitCode | Should -Be 0 -Because $demo.Error
        $demo.Error | Should -BeNullOrEmpty
    }

    It 'says where the first process stopped' {
        $demo.Output | Should -Match 'has not finished: 2 of 5 files are hashed'
        $demo.Output | Should -Match 'it stopped after B \[1\]\.txt, 40 %, track 0000002'
    }

    It 'leaves one track a file, with the right hash' {
        $tracks = @(Search-Track hash-files -Store $store)
        ($tracks.Data.file | Sort-Object) -join '|' | Should -BeExactly (($names | Sort-Object) -join '|')
        foreach ($track in $tracks) {
            $path = "$folder/$($track.Data.file)"
            $track.Data.sha256 | Should -BeExactly (Get-FileHash -LiteralPath $path).Hash
            $track.Data.bytes | Should -Be ([IO.FileInfo]::new($path).Length)
        }
    }

    It 'leaves one run, finished, that both processes saved to' {
        $run = @(Get-TrackRun hash-files -All -Store $store)
        $run | Should -HaveCount 1
        $run.Finished | Should -BeTrue
        (Search-Track hash-files -Store $store).RunId | Sort-Object -Unique | Should -Be $run.RunId
        ([regex]::Matches($demo.Output, '(?m)^  \[(\d+)\]').ForEach{ $_.Groups[1].Value } | Sort-Object -Unique) | Should -HaveCount 2
    }

    It 'leaves six runs in steps, one of which failed where a copy was spoilt' {
        (Get-TrackRun copy-files -All -Store $store).Status -join ' ' | Should -BeExactly 'Finished Finished Finished Failed Finished Finished'
        $demo.Output | Should -Match 'round 4: the copy of .+ is spoilt'
    }

    It 'ends by writing a report, and says where it is' {
        $report = [IO.Path]::ChangeExtension($store, 'html')
        ($demo.Output -split '\r?\n')[-1] | Should -BeExactly "Open it in a browser: $report"
        Get-Content $report -Raw | Should -Match 'is spoilt'
    }
}
