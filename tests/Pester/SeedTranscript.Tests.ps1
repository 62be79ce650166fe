# The transcript of the tracking storage that this module took up (Python, 2007), line by line in its order. Each `>>>` of it stands above the line that says it
# here.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/PostgresServer.psm1"
    $places = @(
        @{ Place = 'in memory' }
        @{ Place = 'in a file' }
        if (-not (Get-PostgresLack)) { @{ Place = 'in a database' } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1", "$PSScriptRoot/PostgresServer.psm1"

    # One string for a track's or a run's line, with the time left open, as the transcript leaves it.
    function Hide-Time([string] $Line) {
        $Line -replace '\d{4}-\d\d-\d\d \d\d:\d\d', '...'
    }
}

Describe 'The transcript, <Place>' -ForEach $places {
    BeforeAll {
        # >>> tracks = TrackingStorage()
        $server = if ($Place -eq 'in a database') { Start-PostgresServer }
        $store = switch ($Place) {
            'in memory' { Open-TrackStore -InMemory }
            'in a file' { Open-TrackStore "$(New-TestFolder)/seed.json" }
            'in a database' { Open-TrackStore -ConnectionString (New-PostgresDatabase $server) -Initialize }
        }
    }

    AfterAll {
        $store | Close-TrackStore
        if ($server) {
            Stop-PostgresServer $server
        }
    }

    # One test, as each line of it stands on those before it.
    It 'reads the same by the cmdlets' {
        # >>> tracks.saveUserTrack('a001', 0, 'u1', {'somekey': 'somevalue'})
        Save-UserTrack a001 @{ somekey = 'somevalue' } -UserName u1 | Should -BeExactly '0000001'
        # >>> t1 = tracks.getUserTracks('a001', 0, 'u1')
        $t1 = @(Get-UserTrack a001 u1)
        # >>> len(t1)
        $t1.Count | Should -Be 1
        # >>> t1[0].data
        @($t1[0].Data.Keys) | Should -BeExactly @('somekey')
        $t1[0].Data.somekey | Should -BeExactly 'somevalue'
        # >>> tracks.getUserNames('a001')
        (Get-TrackUser a001).UserName | Should -BeExactly @('u1')
        # >>> tracks.getUserNames('a002')
        Get-TrackUser a002 | Should -BeNullOrEmpty
        # >>> [str(id) for id in tracks.getTaskIds()]
        (Get-TrackTask).TaskId | Should -BeExactly @('a001')

        # >>> tracks.query(taskId='a001')
        $found = @(Search-Track a001)
        $found.Count | Should -Be 1
        Hide-Time $found[0] | Should -BeExactly "<Track ['a001', 1, 'u1', '...']: {somekey=somevalue}>"

        # >>> tracks.saveUserTrack('a002', 0, 'u1', {'somekey': 'anothervalue'})
        Save-UserTrack a002 @{ somekey = 'anothervalue' } -UserName u1 | Should -BeExactly '0000002'
        # >>> result = tracks.query(userName='u1')
        # >>> len(result)
        @(Search-Track -UserName u1).Count | Should -Be 2

        # >>> result = tracks.query(taskId=('a001', 'a002'))
        # >>> len(result)
        @(Search-Track a001, a002).Count | Should -Be 2

        # >>> tracks.saveUserTrack('a001', 0, 'u1', {'somekey': 'newvalue'})
        Save-UserTrack a001 @{ somekey = 'newvalue' } -UserName u1 | Should -BeExactly '0000003'
        # >>> t2 = tracks.getUserTracks('a001', 0, 'u1')
        # >>> [t.data for t in t2]
        (Get-UserTrack a001 u1).Data.somekey | Should -BeExactly @('somevalue', 'newvalue')

        # >>> tracks.getLastUserTrack('a001', 0, 'u1')
        Hide-Time (Get-LastUserTrack a001 u1) | Should -BeExactly "<Track ['a001', 1, 'u1', '...']: {somekey=newvalue}>"

        # >>> tracks.saveUserTrack('a001', 0, 'u1', {'somekey': 'newvalue2'}, update=True)
        Save-UserTrack a001 @{ somekey = 'newvalue2' } -UserName u1 -Update | Should -BeExactly '0000003'
        # >>> t3 = tracks.getUserTracks('a001', 0, 'u1')
        # >>> [t.data for t in t3]
        (Get-UserTrack a001 u1).Data.somekey | Should -BeExactly @('somevalue', 'newvalue2')

        # >>> tracks.saveUserTrack('a001', 0, 'u2', {'somekey': 'user2'}, update=True)
        Save-UserTrack a001 @{ somekey = 'user2' } -UserName u2 -Update | Should -BeExactly '0000004'
        # >>> t4 = tracks.getUserTracks('a001', 0, 'u2')
        # >>> [t.data for t in t4]
        (Get-UserTrack a001 u2).Data.somekey | Should -BeExactly @('user2')

        # >>> tracks.reindexTracks()
        Update-TrackIndex | Should -BeNullOrEmpty

        # >>> tracks.startRun('a001')
        Start-TrackRun a001 | Should -Be 3
        # >>> tracks.saveUserTrack('a001', 0, 'u1', {'k1': 'value1'})
        Save-UserTrack a001 @{ k1 = 'value1' } -UserName u1 | Should -BeExactly '0000005'
        # >>> tracks.getLastUserTrack('a001', 0, 'u1')
        Hide-Time (Get-LastUserTrack a001 u1) | Should -BeExactly "<Track ['a001', 3, 'u1', '...']: {k1=value1}>"

        # >>> tracks.getLastUserTrack('a001', 1, 'u1')
        Hide-Time (Get-LastUserTrack a001 u1 -RunId 1) | Should -BeExactly "<Track ['a001', 1, 'u1', '...']: {somekey=newvalue2}>"

        # >>> tracks.getRun(runId=3)
        Hide-Time (Get-TrackRun -RunId 3) | Should -BeExactly '<Run 3, ..., ..., False>'
        # >>> tracks.getRun(taskId='a001')
        Hide-Time (Get-TrackRun -TaskId a001 -Current) | Should -BeExactly '<Run 3, ..., ..., False>'

        # >>> tracks.stopRun('a001')
        Stop-TrackRun a001 | Should -Be 3
        # >>> tracks.getRun(runId=3)
        Hide-Time (Get-TrackRun -RunId 3) | Should -BeExactly '<Run 3, ..., ..., True>'
        # >>> tracks.getRun(runId=3).finished
        (Get-TrackRun -RunId 3).Finished | Should -BeExactly $true

        # >>> tracks.getRun('a001') is None
        Get-TrackRun a001 -Current | Should -BeNullOrEmpty

        # >>> tracks.getRun(runId=2)
        Hide-Time (Get-TrackRun -RunId 2) | Should -BeExactly '<Run 2, ..., ..., False>'
        # >>> tracks.stopRun('a001', 2)
        Stop-TrackRun a001 -RunId 2 | Should -Be 2
        # >>> tracks.getRun(runId=2)
        Hide-Time (Get-TrackRun -RunId 2) | Should -BeExactly '<Run 2, ..., ..., True>'
    }

    It 'returns ids as strings, run ids as numbers, and runs as objects' {
        Save-UserTrack b001 @{ k = 1 } | Should -BeOfType ([string])
        Start-TrackRun b001 | Should -BeOfType ([int])
        Get-TrackRun b001 | Should -BeOfType ([Tracking.TrackRun])
    }
}
