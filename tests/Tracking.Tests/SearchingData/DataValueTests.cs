using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data: Values.</summary>
public sealed class DataValueTests : DataSearchTest
{
    public DataValueTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Theory]
    [InlineData("@{ Stored = 'Failed'; Wanted = 'fAILED'; Equal = $true }")]
    [InlineData("@{ Stored = 'failed'; Wanted = 'fail'; Equal = $false }")]
    [InlineData("@{ Stored = 'failed'; Wanted = 'fail*'; Equal = $false }")]
    [InlineData("@{ Stored = 'fail*'; Wanted = 'fail*'; Equal = $true }")]
    [InlineData("@{ Stored = ''; Wanted = ''; Equal = $true }")]
    [InlineData("@{ Stored = ' '; Wanted = ''; Equal = $false }")]
    [InlineData("@{ Stored = 1; Wanted = 1; Equal = $true }")]
    [InlineData("@{ Stored = 1; Wanted = [long] 1; Equal = $true }")]
    [InlineData("@{ Stored = 1; Wanted = 1.0; Equal = $true }")]
    [InlineData("@{ Stored = 1; Wanted = 1.5; Equal = $false }")]
    [InlineData("@{ Stored = 1; Wanted = '1'; Equal = $true }")]
    [InlineData("@{ Stored = '1'; Wanted = 1; Equal = $true }")]
    [InlineData("@{ Stored = '01'; Wanted = 1; Equal = $false }")]
    [InlineData("@{ Stored = 1; Wanted = '01'; Equal = $true }")]
    [InlineData("@{ Stored = 1; Wanted = 'one'; Equal = $false }")]
    [InlineData("@{ Stored = 1.5; Wanted = '1.5'; Equal = $true }")]
    [InlineData("@{ Stored = [decimal] 1.10; Wanted = 1.1; Equal = $true }")]
    [InlineData("@{ Stored = [bigint]::Pow(10, 30); Wanted = [bigint]::Pow(10, 30); Equal = $true }")]
    [InlineData("@{ Stored = $true; Wanted = $true; Equal = $true }")]
    [InlineData("@{ Stored = $true; Wanted = $false; Equal = $false }")]
    [InlineData("@{ Stored = $true; Wanted = 1; Equal = $true }")]
    [InlineData("@{ Stored = $false; Wanted = $null; Equal = $false }")]
    [InlineData("@{ Stored = $true; Wanted = [switch] $true; Equal = $true }")]
    [InlineData("@{ Stored = [switch] $true; Wanted = $true; Equal = $true }")]
    [InlineData("@{ Stored = 'Monday'; Wanted = [DayOfWeek]::Monday; Equal = $true }")]
    [InlineData("@{ Stored = [DayOfWeek]::Monday; Wanted = 'monday'; Equal = $true }")]
    [InlineData("@{ Stored = [char] 'a'; Wanted = 'A'; Equal = $true }")]
    [InlineData("@{ Stored = [char] 'a'; Wanted = [char] 'A'; Equal = $true }")]
    [InlineData("@{ Stored = [char] 'a'; Wanted = 'ab'; Equal = $false }")]
    [InlineData("@{ Stored = 'a'; Wanted = [char] 'A'; Equal = $true }")]
    [InlineData("@{ Stored = [byte] 5; Wanted = 5; Equal = $true }")]
    [InlineData("@{ Stored = [byte] 5; Wanted = '5'; Equal = $true }")]
    [InlineData("@{ Stored = [byte] 5; Wanted = 5.0; Equal = $true }")]
    [InlineData("@{ Stored = [byte] 5; Wanted = 261; Equal = $false }")]
    [InlineData("@{ Stored = 5; Wanted = [byte] 5; Equal = $true }")]
    [InlineData("@{ Stored = [byte[]] (5, 6), [byte] 5; Wanted = [byte] 5; Equal = $true }")]
    [InlineData("@{ Stored = [uint64]::MaxValue; Wanted = [uint64]::MaxValue; Equal = $true }")]
    [InlineData("@{ Stored = [uint64]::MaxValue; Wanted = '18446744073709551615'; Equal = $true }")]
    [InlineData("@{ Stored = [uint64]::MaxValue; Wanted = -1; Equal = $false }")]
    [InlineData("@{ Stored = [Int128] 7; Wanted = 7; Equal = $true }")]
    [InlineData("@{ Stored = [Half] 1.5; Wanted = 1.5; Equal = $true }")]
    [InlineData("@{ Stored = [DateOnly] '2024-01-31'; Wanted = '2024-01-31'; Equal = $true }")]
    [InlineData("@{ Stored = [DateOnly] '2024-01-31'; Wanted = [DateOnly] '2024-01-31'; Equal = $true }")]
    [InlineData("@{ Stored = [DateOnly] '2024-01-31'; Wanted = '2024-01-30'; Equal = $false }")]
    [InlineData("@{ Stored = [TimeOnly] '03:04:05'; Wanted = '03:04:05'; Equal = $true }")]
    [InlineData("@{ Stored = [TimeOnly] '03:04:05'; Wanted = '03:04'; Equal = $false }")]
    [InlineData("@{ Stored = [ipaddress] '10.0.0.1'; Wanted = '10.0.0.1'; Equal = $true }")]
    [InlineData("@{ Stored = [ipaddress] '10.0.0.1'; Wanted = [ipaddress] '10.0.0.1'; Equal = $true }")]
    [InlineData("@{ Stored = [ipaddress] '10.0.0.1'; Wanted = '10.0.0.2'; Equal = $false }")]
    [InlineData("@{ Stored = [Net.IPEndPoint]::Parse('10.0.0.1:80'); Wanted = '10.0.0.1:80'; Equal = $true }")]
    [InlineData("""
        @{ Stored = [Net.NetworkInformation.PhysicalAddress]::Parse('00AAFF010203'); Wanted = '00-AA-FF-01-02-03'; Equal = $true }
        """)]
    [InlineData("@{ Stored = [semver] '1.2.3'; Wanted = '1.2.3'; Equal = $true }")]
    [InlineData("@{ Stored = [semver] '1.2.3'; Wanted = [semver] '1.2.3-beta'; Equal = $false }")]
    [InlineData("@{ Stored = [mailaddress] 'me@example.org'; Wanted = 'ME@example.org'; Equal = $true }")]
    [InlineData("@{ Stored = [version] '1.10'; Wanted = '1.10'; Equal = $true }")]
    [InlineData("@{ Stored = [version] '1.10'; Wanted = [version] '1.1'; Equal = $false }")]
    [InlineData("@{ Stored = [datetime] '2024-05-06T12:00:00'; Wanted = [datetime] '2024-05-06T12:00:00'; Equal = $true }")]
    [InlineData("@{ Stored = [datetime] '2024-05-06T12:00:00'; Wanted = '05/06/2024 12:00'; Equal = $true }")]
    [InlineData("@{ Stored = [timespan] '01:00'; Wanted = '01:00:00'; Equal = $true }")]
    [InlineData("@{ Stored = [guid] '0123456789abcdef0123456789abcdef'; Wanted = '01234567-89AB-CDEF-0123-456789ABCDEF'; Equal = $true }")]
    [InlineData("@{ Stored = [uri] 'http://example.org/a'; Wanted = [uri] 'http://example.org/a'; Equal = $true }")]
    [InlineData("@{ Stored = [double]::NaN; Wanted = [double]::NaN; Equal = $true }")]
    [InlineData("@{ Stored = [byte[]] (1, 2); Wanted = [byte[]] (1, 2); Equal = $true }")]
    [InlineData("@{ Stored = [byte[]] (1, 2); Wanted = [byte[]] (1, 2, 3); Equal = $false }")]
    [InlineData("@{ Stored = [byte[]] (1, 2); Wanted = 1; Equal = $false }")]
    public void Are_equal_as_PowerShell_compares_them_the_stored_one_first_stored_wanted_equal(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 @{ k = $Stored }
        Find @{ k = $Wanted } | Should -Be @(if ($Equal) { 1 })
        """);

    [Fact]
    public void Compare_the_same_under_any_culture() => Run("""
        $null = Save-UserTrack a001 @{ k = 1.5; d = [datetime] '2024-05-06'; i = 'FILE' }
        $former = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'tr-TR'
            Find @{ k = '1.5' } | Should -Be @(1)
            Find @{ k = '1,5' } | Should -BeNullOrEmpty
            Find @{ d = '05/06/2024' } | Should -Be @(1)
            Find @{ i = 'file' } | Should -Be @(1)
        }
        finally {
            [cultureinfo]::CurrentCulture = $former
        }
        """);

    [Fact]
    public void Are_looked_at_beneath_what_PowerShell_wraps_them_in() => Run("""
        $null = Save-UserTrack a001 @{ k = 'v'; n = 1 }
        Find @{ k = [psobject]::AsPSObject('v'); n = (Write-Output 1) } | Should -Be @(1)
        """);
}
