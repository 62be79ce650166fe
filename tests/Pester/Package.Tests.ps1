# The package installs into a clean module path, by folder and from a feed, and works there.

BeforeAll {
    Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1", "$PSScriptRoot/../runner/TestRun.psm1"

    $root = Convert-Path "$PSScriptRoot/../.."
    $pwsh = Get-PwshCommand
    & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -NonInteractive -File "$root/build.ps1" package -NoBuild > "$TestDrive/build.log"
    if ($LASTEXITCODE) { throw (Get-Content "$TestDrive/build.log" -Raw) }
    $version = (Import-PowerShellDataFile "$root/Tracking.psd1").ModuleVersion
    $pester = Join-Path (Get-Module Pester).ModuleBase 'Pester.psd1'
    Import-Module "$PSScriptRoot/PostgresServer.psm1"

    # A pwsh whose user has nothing: no modules, no repositories, no stores.
    function Invoke-CleanPwsh([string[]] $Argument, [string] $Data) {
        # .NET takes no data folder that is not there.
        $null = New-Item -ItemType Directory "$Data/.local/share" -Force
        $environment = @{ HOME = $Data; XDG_DATA_HOME = "$Data/.local/share"; XDG_CACHE_HOME = $Data; XDG_CONFIG_HOME = $Data; PSModulePath = $null; TRACKING_HOME = $null; TRACKING_TEST_MODULE = 'Tracking' }
        Invoke-WithEnvironment $environment {
            $said = & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -NonInteractive @Argument 2>&1
            if ($LASTEXITCODE) { throw ($said | Out-String) }
            $said
        }
    }

    # The id of a first track, the place of the module that a name alone finds, and a line of its help.
    $use = '$id = Save-UserTrack a001 @{ n = 1 }; "$id $((Get-Command Save-UserTrack).Module.ModuleBase) $((Get-Help Save-UserTrack).Synopsis)"'
}

Describe 'The package' {
    It 'holds what the manifest names, and nothing that is only for building' {
        $files = Get-ChildItem "$root/artifacts/package/Tracking" -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath("$root/artifacts/package/Tracking", $_.FullName) }
        $files | Should -Contain 'module/en-US/Tracking.dll-Help.xml'
        $files | Should -Contain 'module/Postgres/Tracking.Postgres.dll'
        $files | Where-Object { $_ -notmatch '^(Tracking\.psd1|README\.md|LICENSE|CHANGELOG\.md|tests/report/report\.png|tests/bench/RESULTS\.md|module/(Tracking(\.Core|\.Report)?\.(dll|pdb)|Newtonsoft\.Json\.dll|OxyPlot\.dll|Cronos\.dll|Postgres/(Tracking\.Postgres\.(dll|pdb)|Npgsql\.dll|Microsoft\.Extensions\.(DependencyInjection|Logging)\.Abstractions\.dll|System\.Diagnostics\.DiagnosticSource\.dll)|Tracking\.(Format|Types)\.ps1xml|Tracking\.Help\.psd1|ThirdPartyNotices\.txt|en-US/[\w.-]+))$' } | Should -BeNullOrEmpty
        (Test-ModuleManifest "$root/artifacts/package/Tracking/Tracking.psd1").ExportedCmdlets.Count | Should -BeGreaterThan 0
    }

    It 'says on its page what it is, and in which file the changes stand' {
        $archive = [IO.Compression.ZipFile]::OpenRead((Get-Item "$root/artifacts/package/*.nupkg").FullName)
        try {
            $reader = [IO.StreamReader]::new(($archive.Entries | Where-Object Name -Like '*.nuspec').Open())
            $page = ([xml] $reader.ReadToEnd()).package.metadata
        }
        finally {
            $archive.Dispose()
        }
        $page.version | Should -BeExactly $version
        $page.description | Should -Match '^Records what scripts'
        $page.tags -split ' ' | Should -Contain 'checkpoint'
        $page.releaseNotes | Should -Match 'CHANGELOG\.md'
        # No address is there that nobody answers at.
        $page.SelectNodes('*') | Where-Object { $_.InnerText -match '://' } | ForEach-Object Name | Should -BeNullOrEmpty
        Test-Path "$root/artifacts/package/Tracking/CHANGELOG.md" | Should -BeTrue
    }

    It 'holds what its README links to' {
        $readme = Get-Content "$root/artifacts/package/Tracking/README.md" -Raw
        $links = [regex]::Matches($readme, '\]\(([^)#]+)') | ForEach-Object { $_.Groups[1].Value } | Where-Object { $_ -notmatch '^\w+:' }
        $links | Should -Contain 'module/en-US/about_Tracking.help.txt'
        $links | Where-Object { -not (Test-Path -LiteralPath "$root/artifacts/package/Tracking/$_" -PathType Leaf) } | Should -BeNullOrEmpty
    }

    It 'has its licence, and a notice for each assembly of others' {
        Get-Content "$root/artifacts/package/Tracking/LICENSE" -TotalCount 1 | Should -BeExactly 'MIT License'
        $notices = Get-Content "$root/artifacts/package/Tracking/module/ThirdPartyNotices.txt" -Raw
        $others = Get-ChildItem "$root/artifacts/package/Tracking/module" -Recurse -Filter *.dll | Where-Object Name -NotLike 'Tracking*'
        $others.Name | Should -Contain 'Npgsql.dll'
        $others | Where-Object { -not $notices.Contains([IO.Path]::GetRelativePath("$root/artifacts/package/Tracking/module", $_.FullName)) } | ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'works where its folder is copied to' {
        $data = (New-Item -ItemType Directory "$TestDrive/folder").FullName
        $modules = (New-Item -ItemType Directory "$data/.local/share/powershell/Modules/Tracking").FullName
        Copy-Item "$root/artifacts/package/Tracking" "$modules/$version" -Recurse
        Invoke-CleanPwsh '-Command', $use $data | Should -BeLike "0000001 $modules/$version Saves a track*"
    }

    It 'stands side by side with a newer version, which a session that has imported the older one refuses, and a new one finds' {
        $data = (New-Item -ItemType Directory "$TestDrive/update").FullName
        $modules = (New-Item -ItemType Directory "$data/.local/share/powershell/Modules/Tracking").FullName
        Copy-Item "$root/artifacts/package/Tracking" "$modules/$version" -Recurse
        Copy-Item "$root/artifacts/package/Tracking" "$modules/99.0.0" -Recurse
        (Get-Content "$modules/99.0.0/Tracking.psd1" -Raw) -replace "ModuleVersion\s*=\s*'[^']+'", "ModuleVersion = '99.0.0'" |
            Set-Content "$modules/99.0.0/Tracking.psd1"
        Invoke-CleanPwsh '-Command', "
            Import-Module Tracking -RequiredVersion $version
            `$null = Save-UserTrack a @{ n = 1 }
            try { Import-Module Tracking -RequiredVersion 99.0.0 -ErrorAction Stop } catch { 'refused' }
            `$null = Save-UserTrack a @{ n = 2 }
            `"`$((Get-Module Tracking).Version) `$(@(Search-Track).Count)`"" $data | Should -BeExactly 'refused', "$version 2"
        Invoke-CleanPwsh '-Command', '$null = Save-UserTrack a @{ n = 3 }; "$((Get-Module Tracking).Version) $(@(Search-Track -AllSessions).Count)"' $data |
            Should -BeExactly '99.0.0 3'
    }

    It 'works where it is installed to from a feed' {
        $data = (New-Item -ItemType Directory "$TestDrive/feed").FullName
        $null = Invoke-CleanPwsh '-Command', "
            `$ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name local -Uri '$root/artifacts/package' -Trusted
            Install-PSResource Tracking -Repository local" $data
        Invoke-CleanPwsh '-Command', $use $data | Should -BeLike "0000001 $data/.local/share/powershell/Modules/Tracking/$version Saves a track*"

        # The seed's transcript, in memory, in a file, and in a database where one can be had.
        Set-Content "$data/files.txt" "$PSScriptRoot/SeedTranscript.Tests.ps1"
        $null = Invoke-CleanPwsh '-File', "$root/tests/runner/Invoke-PesterFiles.ps1", '-PesterModule', $pester, '-ListPath', "$data/files.txt", '-ReportFolder', $data $data
        $outcomes = (Read-TestReport installed "$data/SeedTranscript.Tests.ps1.xml").Outcome | Group-Object
        "$($outcomes.Count) $($outcomes.Name)" | Should -BeExactly "$((Get-PostgresLack) ? 4 : 6) Passed"
    }
}
