using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: Data.</summary>
public sealed class BadDataTests : BadInputTest
{
    [Fact]
    public void Are_refused_when_they_are_null() => Run("""
        (Get-ErrorOf { Save-UserTrack a001 $null }).FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentValidationErrorNullNotAllowed,Tracking.Commands.SaveUserTrackCommand'
        (Get-ErrorOf { $null | Save-UserTrack a001 }).FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentValidationErrorNullNotAllowed,Tracking.Commands.SaveUserTrackCommand'
        """);

    [Theory]
    [InlineData("@{ What = 'a number'; Data = 5 }")]
    [InlineData("@{ What = 'a decimal number'; Data = 1.5d }")]
    [InlineData("@{ What = 'a large integer'; Data = [bigint] 5 }")]
    [InlineData("@{ What = 'a string'; Data = 'text' }")]
    [InlineData("@{ What = 'a character'; Data = [char] 'x' }")]
    [InlineData("@{ What = 'a truth value'; Data = $true }")]
    [InlineData("@{ What = 'a switch'; Data = [switch] $true }")]
    [InlineData("@{ What = 'a date'; Data = [datetime]::UtcNow }")]
    [InlineData("@{ What = 'a time span'; Data = [timespan]::Zero }")]
    [InlineData("@{ What = 'a GUID'; Data = [guid]::Empty }")]
    [InlineData("@{ What = 'an address'; Data = [uri] 'a' }")]
    [InlineData("@{ What = 'a version'; Data = [version] '1.0' }")]
    [InlineData("@{ What = 'an enum''s member'; Data = [DayOfWeek]::Friday }")]
    [InlineData("@{ What = 'bytes'; Data = [byte[]] (1, 2) }")]
    [InlineData("@{ What = 'a list'; Data = @(1, 2) }")]
    [InlineData("@{ What = 'a list of mappings'; Data = @(@{ a = 1 }, @{ b = 2 }) }")]
    [InlineData("@{ What = 'an empty list'; Data = @() }")]
    [InlineData("@{ What = 'a script block'; Data = { 1 } }")]
    [InlineData("@{ What = 'a database''s null'; Data = [DBNull]::Value }")]
    public void Are_refused_by_the_rule_for_mappings_when_they_are(string row) => RunForEach(row, """
        $fault = Get-ErrorOf { Save-UserTrack a001 -Data $Data }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidData'
        $fault.TargetObject | Should -BeExactly 'a001'
        $fault.Exception.Message |
            Should -BeExactly ("Data: data must be a mapping, like @{ step = 'copy'; count = 3 }, or an object with properties. " +
                'Nothing was saved.')
        """);

    [Theory]
    [InlineData("@{ What = 'a cycle'; Data = New-Cycle; Message = 'Data.inner.back: the data contain themselves. Nothing was saved.' }")]
    [InlineData("""
        @{ What = 'a cycle of lists'; Data = New-ListCycle; Message = 'Data.list[1]: the data contain themselves. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = 'a cycle of objects'; Data = & { $o = [pscustomobject] @{ me = $null }; $o.me = $o; $o }
            Message = 'Data.me: the data contain themselves. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = '61 levels'; Data = New-Nested 61; Message = "Data$('.k' * 60): the data have more than 60 levels. Nothing was saved." }
        """)]
    [InlineData("""
        @{ What = 'a SecureString three levels down'; Data = @{ a = @{ b = @(@{ c = $secret }) } }
            Message = 'Data.a.b[0].c: a SecureString is a secret, and a track is no place for it. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = 'a PSCredential three levels down'; Data = @{ a = @{ b = @{ c = $login } } }
            Message = 'Data.a.b.c: a PSCredential is a secret, and a track is no place for it. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = 'a SecureString itself'; Data = $secret
            Message = 'Data: a SecureString is a secret, and a track is no place for it. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = 'a PSCredential itself'; Data = $login
            Message = 'Data: a PSCredential is a secret, and a track is no place for it. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = 'a SecureString in an object'; Data = [pscustomobject] @{ Password = $secret }
            Message = 'Data.Password: a SecureString is a secret, and a track is no place for it. Nothing was saved.' }
        """)]
    [InlineData("@{ What = 'two keys that differ in case'; Data = @{ a = $cased }; Message = $null }")]
    [InlineData("""
        @{ What = 'a key that is a number'; Data = @{ a = @{ 1 = 'x' } }
            Message = 'Data.a: a key is no string; write it in quotes. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = 'a key that is an enum''s member'; Data = @{ [DayOfWeek]::Friday = 'x' }
            Message = 'Data: a key is no string; write it in quotes. Nothing was saved.' }
        """)]
    [InlineData("""
        @{ What = 'half of a surrogate pair in a value'; Data = @{ a = @('x', "y$half") }
            Message = 'Data.a[1]: the text holds half of a surrogate pair, which no file can keep. Nothing was saved.' }
        """)]
    [InlineData("""@{ What = 'half of a surrogate pair in a key'; Data = @{ a = @{ "y$half" = 1 } }; Message = $null }""")]
    [InlineData("""
        @{ What = 'an integer of more than ten thousand digits'; Data = @{ a = [bigint]::Parse('9' * 10001) }
            Message = 'Data.a: a number has more than 10000 digits. Nothing was saved.' }
        """)]
    public void Are_refused_by_the_key_path_for(string row) => RunForEach(row, """
        $fault = Get-ErrorOf { Save-UserTrack a001 -Data $Data }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidData'
        $fault.TargetObject | Should -BeExactly 'a001'
        if ($Message) {
            $fault.Exception.Message | Should -BeExactly $Message
        }
        """);

    [Fact]
    public void Are_refused_for_two_keys_that_differ_in_case_which_are_named() => Run("""
        $cased = [Collections.Hashtable]::new([StringComparer]::Ordinal)
        $cased.State = 1
        $cased.STATE = 2
        (Get-ErrorOf { Save-UserTrack a001 @{ a = $cased } }).Exception.Message |
            Should -Match '^Data\.a\.state: two keys differ in nothing but case; rename one\. Nothing was saved\.$'
        """);

    [Fact]
    public void Are_refused_for_60_levels_of_lists_below_a_mapping() => Run("""
        $list = @()
        for ($i = 1; $i -lt 60; $i++) { $list = , $list }
        (Get-ErrorOf { Save-UserTrack a001 @{ k = $list } }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        """);

    [Theory]
    [InlineData("'TrackingTestList'")]
    [InlineData("'TrackingTestText'")]
    public void Whose_own_code_throws_are_refused_by_the_key_path_and_the_next_item_has_its_turn(string row) => RunForEach(row, """
        Add-Type -TypeDefinition @'
        public class TrackingTestList : System.Collections.IEnumerable {
            public System.Collections.IEnumerator GetEnumerator() {
                yield return 1;
                throw new System.InvalidOperationException("MARKER");
            }
        }
        public class TrackingTestText {
            public override string ToString() { throw new System.InvalidOperationException("MARKER"); }
        }
        '@
        $bad = @{ a = @{ b = New-Object $_ } }
        $other = Open-TrackStore -InMemory
        @{ k = 1 }, $bad, @{ k = 2 } | Save-UserTrack a001 -ErrorAction SilentlyContinue -ErrorVariable fault |
            Should -BeExactly @('0000001', '0000002')
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        $fault.Exception.Message | Should -BeExactly 'Data.a.b: the value could not be read. Nothing was saved.'
        (Search-Track).Data.k | Should -Be @(1, 2)
        $other | Close-TrackStore
        $null = Open-TrackStore $file
        """);

    [Fact]
    public void That_are_bad_are_refused_by_Update_and_Merge_too() => Run("""
        foreach ($mode in @{ Update = $true }, @{ Merge = $true }) {
            (Get-ErrorOf { Save-UserTrack a001 @{ k = { }; s = [securestring]::new() } -UserName u1 @mode }).FullyQualifiedErrorId |
                Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        }
        """);

    [Fact]
    public void That_were_changed_in_a_piped_track_are_checked_again() => Run("""
        $track = Get-LastUserTrack a001 u1
        $track.Data['bad'] = [securestring]::new()
        (Get-ErrorOf { $track | Save-UserTrack }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        """);
}
