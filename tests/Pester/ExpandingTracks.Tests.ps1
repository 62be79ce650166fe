# Expand-Track: rules 3.13 and 4.13 to 4.15.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
    $metadata = 'Id', 'TaskId', 'RunId', 'UserName', 'TimeStamp'

    function Get-PropertyName($Of) {
        @($Of.psobject.Properties.Name)
    }
}

Describe 'Expand-Track' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'gives the metadata and one property for each key' {
        $null = Save-UserTrack a001 ([ordered] @{ step = 'copy'; count = 3 }) -UserName u1 -TimeStamp $noon
        $flat = Search-Track | Expand-Track
        $flat | Should -BeOfType ([Management.Automation.PSCustomObject])
        Get-PropertyName $flat | Should -BeExactly ($metadata + 'step', 'count')
        $flat.Id | Should -BeExactly '0000001'
        $flat.TaskId | Should -BeExactly 'a001'
        $flat.RunId | Should -Be 1
        $flat.UserName | Should -BeExactly 'u1'
        $flat.TimeStamp | Should -Be $noon
        $flat.step | Should -BeExactly 'copy'
        $flat.count | Should -Be 3
        $flat.count | Should -BeOfType ([int])
    }

    It 'gives all objects the same properties, in the order in which their keys first appeared' {
        $null = Save-UserTrack a001 ([ordered] @{ b = 1; a = 2 }) -TimeStamp $noon
        $null = Save-UserTrack a001 ([ordered] @{ c = 3; A = 4 }) -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a001 @{} -TimeStamp $noon.AddHours(2)
        $flat = @(Search-Track | Expand-Track)
        foreach ($one in $flat) {
            Get-PropertyName $one | Should -BeExactly ($metadata + 'b', 'a', 'c')
        }

        $flat.Id | Should -BeExactly @('0000001', '0000002', '0000003')
        $flat.b | Should -Be @(1, $null, $null)
        $flat.a | Should -Be @(2, 4, $null)
        $flat.c | Should -Be @($null, 3, $null)
    }

    It 'keeps the order of what is piped' {
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        @(Search-Track -Descending | Expand-Track).k | Should -Be @(3, 2, 1)
    }

    It 'keeps values as they are, nested ones too' {
        $null = Save-UserTrack a001 @{ v = [version] '1.10'; list = 1, 2; deep = @{ a = 1 }; none = $null; bytes = [byte[]] (1, 2) }
        $flat = Search-Track | Expand-Track
        $flat.v | Should -Be ([version] '1.10')
        $flat.list | Should -Be @(1, 2)
        $flat.deep.a | Should -Be 1
        $flat.none | Should -BeExactly $null
        , $flat.bytes | Should -BeOfType ([byte[]])
    }

    It 'renames a key that is called like one of the metadata' {
        $null = Save-UserTrack a001 ([ordered] @{ id = 'mine'; TIMESTAMP = 'then'; Data = 1; Store = 2 }) -TimeStamp $noon
        $flat = Search-Track | Expand-Track
        Get-PropertyName $flat | Should -BeExactly ($metadata + 'Data.id', 'Data.TIMESTAMP', 'Data', 'Store')
        $flat.Id | Should -BeExactly '0000001'
        $flat.'Data.id' | Should -BeExactly 'mine'
        $flat.TimeStamp | Should -Be $noon
    }

    It 'loses no key to another''s new name: <Name>' -ForEach @(
        @{ Name = 'the renamed one first'; Data = [ordered] @{ Id = 'one'; 'Data.Id' = 'two' }; Properties = 'Data.Id', 'Data.Data.Id' }
        @{ Name = 'the renamed one last'; Data = [ordered] @{ 'data.id' = 'one'; Id = 'two' }; Properties = 'data.id', 'Data.Data.Id' }
    ) {
        $null = Save-UserTrack a001 $Data
        $flat = Search-Track | Expand-Track
        Get-PropertyName $flat | Should -BeExactly ($metadata + $Properties)
        $Properties | ForEach-Object { $flat.$_ } | Should -BeExactly @('one', 'two')
    }

    It 'renames a key that no property can have: <Key>' -ForEach @(
        @{ Key = '' }
        @{ Key = 'PSObject' }
        @{ Key = 'psbase' }
        @{ Key = 'PSTypeNames' }
        @{ Key = 'psadapted' }
        @{ Key = 'psextended' }
    ) {
        $null = Save-UserTrack a001 @{ $Key = 'v' }
        (Search-Track | Expand-Track)."Data.$Key" | Should -BeExactly 'v'
    }

    It 'keeps any other key: <Key>' -ForEach @(
        @{ Key = 'with space' }
        @{ Key = 'a.b' }
        @{ Key = 'a*' }
        @{ Key = "it's" }
        @{ Key = ' ' }
        @{ Key = 'Count' }
        @{ Key = 'PSTypeName' }
        @{ Key = 'ToString' }
    ) {
        $null = Save-UserTrack a001 @{ $Key = 'v' }
        Get-PropertyName (Search-Track | Expand-Track) | Should -BeExactly ($metadata + $Key)
    }

    It 'gives what Export-Csv, Group-Object and Where-Object work with' {
        $null = Save-UserTrack a001 @{ state = 'done' } -UserName u1
        $null = Save-UserTrack a001 @{ state = 'failed'; why = 'disk' } -UserName u1
        $null = Save-UserTrack a001 @{ state = 'done' } -UserName u1
        $csv = Search-Track | Expand-Track | Select-Object Id, state, why | ConvertTo-Csv -UseQuotes Never
        $csv | Should -BeExactly @('Id,state,why', '0000001,done,', '0000002,failed,disk', '0000003,done,')
        (Search-Track | Expand-Track | Group-Object state -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Count)" }) | Should -BeExactly @('done=2', 'failed=1')
        (Search-Track | Expand-Track | Where-Object why -EQ disk).Id | Should -BeExactly '0000002'
    }

    It 'takes tracks of several stores' {
        $null = Save-UserTrack a001 @{ k = 1 }
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack b001 @{ j = 2 }
        $flat = @(Search-Track -Store $store) + @(Search-Track) | Expand-Track
        $flat.TaskId | Should -BeExactly @('a001', 'b001')
        Get-PropertyName $flat[0] | Should -BeExactly ($metadata + 'k', 'j')
        $other | Close-TrackStore
    }

    It 'takes tracks as an argument' {
        1..2 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        @(Expand-Track (Search-Track)).k | Should -Be @(1, 2)
    }

    It 'shows the data of each track as they are now' {
        $null = Save-UserTrack a001 @{ k = 1 }
        $track = Search-Track
        $track.Data['k'] = 2
        $track.Data['more'] = 3
        $flat = $track | Expand-Track
        $flat.k | Should -Be 2
        $flat.more | Should -Be 3
    }

    It 'gives nothing when nothing is delivered' {
        Search-Track nope | Expand-Track | Should -BeNullOrEmpty
        @() | Expand-Track | Should -BeNullOrEmpty
    }

    It 'goes on after <Name>' -ForEach @(
        @{ Name = '$null'; Given = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }
        @{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }
        @{ Name = 'a process'; Given = [Diagnostics.Process]::GetCurrentProcess(); ErrorId = 'InputObjectNotBound' }
        @{ Name = 'an object like a track'; Given = [pscustomobject] @{ Id = '0000001'; TaskId = 'a001'; Data = @{ k = 1 } }; ErrorId = 'InputObjectNotBound' }
    ) {
        1..2 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        $found = @(Search-Track -Id 1) + @($Given) + @(Search-Track -Id 2) | Expand-Track -ErrorAction SilentlyContinue -ErrorVariable faults
        $found.k | Should -Be @(1, 2)
        $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.ExpandTrackCommand"
    }
}
