using Xunit;

namespace Tracking.Tests.Data;

/// <summary>Data: Copies.</summary>
public sealed class DataCopyTests : DataMappingTest
{
    public DataCopyTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Are_what_is_stored_changes_to_bytes_and_lists_of_the_caller_change_nothing() => Run("""
        $bytes = [byte[]] (1, 2)
        $list = [Collections.Generic.List[object]] @(1, @{ a = 1 })
        $null = Save-UserTrack a001 @{ b = $bytes; l = $list }
        $bytes[0] = 9
        $list[1].a = 9
        $list.Add(3)
        $read = (Get-LastUserTrack a001).Data
        $read.b | Should -Be @(1, 2)
        $read.l.Count | Should -Be 2
        $read.l[1].a | Should -Be 1
        """);

    [Fact]
    public void Are_what_Get_Search_and_PassThru_give_changes_to_one_change_no_other() => Run("""
        $saved = Save-UserTrack a001 @{ l = @(1, @{ a = 1 }) } -PassThru
        $saved.Data.l[1].a = 9
        $found = Search-Track a001
        $found.Data.l[0] = 9
        $read = (Get-LastUserTrack a001).Data
        $read.l[0] | Should -Be 1
        $read.l[1].a | Should -Be 1
        """);

    [Fact]
    public void Hold_the_same_object_twice_where_it_stood_twice() => Run("""
        $shared = @{ a = 1 }
        $read = Read-Saved @{ x = $shared; y = $shared; l = @($shared, $shared) }
        $read.x.a | Should -Be 1
        $read.y.a | Should -Be 1
        $read.l.a | Should -Be @(1, 1)
        [object]::ReferenceEquals($read.x, $read.y) | Should -BeExactly $false
        """);
}
