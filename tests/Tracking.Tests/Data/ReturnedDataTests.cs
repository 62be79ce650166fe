using Xunit;

namespace Tracking.Tests.Data;

/// <summary>Data: Out.</summary>
public sealed class ReturnedDataTests : DataMappingTest
{
    public ReturnedDataTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Is_an_ordered_dictionary_whose_keys_are_found_without_case_at_any_depth() => Run("""
        $read = Read-Saved @{ State = 'failed'; Deep = @{ Inner = @(@{ Leaf = 1 }) } }
        , $read | Should -BeOfType ([Collections.Specialized.OrderedDictionary])
        $read.state | Should -BeExactly 'failed'
        $read['STATE'] | Should -BeExactly 'failed'
        $read.Contains('sTaTe') | Should -BeExactly $true
        $read.deep.INNER[0].leaf | Should -BeExactly 1
        @($read.Keys | Sort-Object) | Should -BeExactly @('Deep', 'State')
        """);

    [Fact]
    public void Has_keys_that_are_called_like_members_of_a_dictionary() => Run("""
        $read = Read-Saved ([ordered] @{ Count = 'c'; Keys = 'k'; Values = 'v'; Item = 'i' })
        $read.count | Should -BeExactly 'c'
        $read.keys | Should -BeExactly 'k'
        $read['values'] | Should -BeExactly 'v'
        $read.item | Should -BeExactly 'i'
        """);

    [Fact]
    public void Has_lists_as_arrays_of_objects() => Run("""
        $read = Read-Saved @{ typed = [int[]] (1, 2); one = @(1); none = @(); nested = @(, @(1, 2)) }
        , $read.typed | Should -BeOfType ([object[]])
        $read.one.GetType() | Should -Be ([object[]])
        $read.one.Count | Should -Be 1
        $read.none.GetType() | Should -Be ([object[]])
        $read.none.Count | Should -Be 0
        $read.nested.Count | Should -Be 1
        $read.nested[0].GetType() | Should -Be ([object[]])
        """);

    [Fact]
    public void Shows_a_date_and_a_time_alone_in_the_same_way_in_every_culture() => Run("""
        $former = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $track = Save-UserTrack a001 ([ordered] @{ d = [DateOnly] '2024-01-31'; t = [TimeOnly] '03:04:05' }) -PassThru
            "$track" | Should -BeLike '*: {d=2024-01-31, t=03:04:05*}>'
        }
        finally {
            [cultureinfo]::CurrentCulture = $former
        }
        """);

    [Fact]
    public void Is_the_same_object_each_time_it_is_asked_of_one_track() => Run("""
        $track = Save-UserTrack a001 @{ k = 1 } -PassThru
        [object]::ReferenceEquals($track.Data, $track.Data) | Should -BeExactly $true
        """);

    [Fact]
    public void Can_be_saved_again_as_it_is() => Run("""
        $read = Read-Saved ([ordered] @{ d = 1.10d; l = @(, [guid]::Empty); m = @{ v = [version] '1.10' } })
        $again = Read-Saved $read
        $again.d | Should -BeOfType ([decimal])
        $again.l[0] | Should -BeOfType ([guid])
        $again.m.v | Should -BeExactly ([version] '1.10')
        """);
}
