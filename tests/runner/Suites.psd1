# Every suite of tests that `./build.ps1 test` runs. A suite is registered here and nowhere else; the longest come first, since they start first.
#
# A suite of xunit:
#   Name     what it is called in the output.
#   Project  what is built for it: one project or several.
#   Start    the command that runs its tests. It is given xunit's options, and ends with 77 where it can run nothing; its last line says why.
#   Sources  the folders that hold the names of its tests: `-Filter` looks there for what to build and start.
#   Shared   folders of another suite whose tests it runs too: they count where a part of the name stands in Sources. So the name of a
#            test of the contract alone starts Core, and PostgresTrackStoreTests.Its_name starts Postgres.
#
# The suite of Pester has Files, which are shared out among several processes, instead of Start and Sources.
#
# Both may have:
#   Module   $true: its tests use module/, which the build then fills.
#   Help     a pattern: tests in files that match it use the cmdlets' help, which is made then.
#   Extra    patterns of text in a file of tests, each with a project that only such files need.
#   Needs    a program without which the suite is skipped, and said to be.
#   Only     'Linux-X64', say: where alone it runs; elsewhere it is skipped, and said to be.
#   Alone    $true: it measures times, and is run when all others have ended.
@{
    Suites = @(
        @{
            Name    = 'Core'
            Project = 'tests/Tracking.Core.Tests/Tracking.Core.Tests.csproj'
            Start   = 'dotnet', 'tests/Tracking.Core.Tests/bin/Release/net10.0/Tracking.Core.Tests.dll'
            Sources = 'tests/Tracking.Core.Tests'
        }
        @{
            Name    = 'Pester'
            Project = 'src/Tracking/Tracking.csproj'
            Files   = 'tests/Pester'
            Module  = $true
            Help    = 'Get-Help'
            Extra   = @{ 'Get-DriverCommand' = 'tests/driver/Driver.csproj' }
        }
        @{
            Name    = 'Cmdlets'
            Project = 'tests/Tracking.Tests/Tracking.Tests.csproj'
            Start   = 'dotnet', 'tests/Tracking.Tests/bin/Release/net10.0/Tracking.Tests.dll'
            Sources = 'tests/Tracking.Tests'
        }
        @{
            Name    = 'Postgres'
            Project = 'tests/Tracking.Postgres.Tests/Tracking.Postgres.Tests.csproj'
            Start   = 'dotnet', 'tests/Tracking.Postgres.Tests/bin/Release/net10.0/Tracking.Postgres.Tests.dll'
            Sources = 'tests/Tracking.Postgres.Tests'
            Shared  = 'tests/Tracking.Core.Tests/Contract'
        }
        @{
            Name    = 'Wine'
            Project = 'tests/Tracking.Wine.Tests/Tracking.Wine.Tests.csproj'
            Start   = 'tests/Tracking.Wine.Tests/run.sh', 'tests/Tracking.Wine.Tests/bin/Release/net10.0/win-x64/Tracking.Core.Tests.exe'
            Sources = 'tests/Tracking.Wine.Tests'
            Shared  = 'tests/Tracking.Core.Tests/Contract', 'tests/Tracking.Core.Tests/Disk'
            Module  = $true
            Needs   = 'wine'
            Only    = 'Linux-X64'
        }
        @{
            Name    = 'Net8'
            Project = 'tests/Tracking.Runtimes.Tests/Tracking.Runtimes.Tests.csproj'
            Start   = 'tests/Tracking.Runtimes.Tests/bin/Release/net8.0/linux-x64/Tracking.Core.Tests'
            Sources = 'tests/Tracking.Runtimes.Tests'
            Shared  = 'tests/Tracking.Core.Tests/Contract', 'tests/Tracking.Core.Tests/OldFiles'
            Only    = 'Linux-X64'
        }
        @{
            Name    = 'Mono'
            Project = 'tests/Tracking.Runtimes.Tests/Tracking.Runtimes.Tests.csproj'
            Start   = 'mono', 'tests/Tracking.Runtimes.Tests/bin/Release/net472/Tracking.Core.Tests.exe'
            Sources = 'tests/Tracking.Runtimes.Tests'
            Shared  = 'tests/Tracking.Core.Tests/Contract', 'tests/Tracking.Core.Tests/OldFiles'
            Needs   = 'mono'
        }
        @{
            Name    = 'Report'
            Project = 'tests/Tracking.Report.Tests/Tracking.Report.Tests.csproj'
            Start   = 'dotnet', 'tests/Tracking.Report.Tests/bin/Release/net10.0/Tracking.Report.Tests.dll'
            Sources = 'tests/Tracking.Report.Tests'
        }
        @{
            Name    = 'House'
            Project = 'tests/Tracking.House.Tests/Tracking.House.Tests.csproj'
            Start   = 'dotnet', 'tests/Tracking.House.Tests/bin/Release/net10.0/Tracking.House.Tests.dll'
            Sources = 'tests/Tracking.House.Tests'
        }
    )
}
