using Tracking.Keys;
using Xunit;

namespace Tracking.Tests.Calls;

/// <summary>The text of a key.</summary>
public sealed class KeyTextTests : CallTest
{
    [Theory]
    [InlineData("'web1'", "web1")]
    [InlineData("'Web 1; a=b'", "Web 1; a=b")]
    [InlineData("''", "")]
    [InlineData("' '", " ")]
    [InlineData("1", "1")]
    [InlineData("'1'", "1")]
    [InlineData("1.0", "1")]
    [InlineData("1.50d", "1.5")]
    [InlineData("$true", "True")]
    [InlineData("[datetime]::new(2024, 5, 6)", "2024-05-06T00:00:00.0000000")]
    [InlineData("[DateOnly]::new(2024, 5, 6)", "2024-05-06")]
    [InlineData("[guid]::Empty", "00000000-0000-0000-0000-000000000000")]
    [InlineData("[version] '1.2'", "1.2")]
    [InlineData("[ipaddress] '::1'", "::1")]
    [InlineData("[semver] '1.2.3-a'", "1.2.3-a")]
    [InlineData("[System.DayOfWeek] 'Monday'", "Monday")]
    [InlineData("@{ Server = 'web1'; disk = 1 }", "disk=1; server=web1")]
    [InlineData("[ordered] @{ Server = 'Web1'; Disk = $null }", "disk=$null; server=Web1")]
    [InlineData("[pscustomobject] @{ b = ' x'; a = 'p;q' }", "a='p;q'; b=' x'")]
    [InlineData("@{ a = 'it''s'; b = '$null'; c = '' }", "a=it's; b='$null'; c=''")]
    [InlineData("@{ a = 'x', 'y' }", "a=(x, y)")]
    [InlineData(", ('a', 'b,c')", "(a, 'b,c')")]
    [InlineData("'a,1', 'x,2' | ConvertFrom-Csv", "1=2; a=x")]
    public void A_key_has_one_text(string key, string text)
    {
        Set("key", Run(key).Objects[0]);
        Assert.Equal(text, KeyText.Of(Get("key")!));
    }

    [Theory]
    [InlineData("$null", "The key is empty")]
    [InlineData("@{}", "The key is an empty mapping")]
    [InlineData(", @()", "The key is an empty list")]
    [InlineData(", (1, (2, 3))", "The key is a list of something else than single values")]
    [InlineData("@{ a = 1, (2, 3) }", "A in the key is a list of something else than single values")]
    [InlineData("@{ a = @{ b = 1 } }", "A in the key is a mapping within a mapping")]
    [InlineData("{ 1 }", "The key is a script block")]
    [InlineData("@{ a = { 1 } }", "A in the key is a script block")]
    [InlineData("[pscredential]::new('u', (ConvertTo-SecureString x -AsPlainText -Force))", "The key is a secret")]
    [InlineData("@{ a = ConvertTo-SecureString x -AsPlainText -Force }", "A in the key is a secret")]
    [InlineData("[System.Text.UTF8Encoding]::new()", "The key is a UTF8Encoding")]
    [InlineData("class Thing { }; [Thing]::new()", "The key is a Thing")]
    public void What_is_no_key_is_refused_with_what_to_do(string key, string what)
    {
        var error = Assert.Throws<TrackingException>(() => KeyText.Of(Run(key).Objects[0]!));
        Assert.Equal(TrackingErrorCode.TrackNameInvalid, error.Code);
        Assert.StartsWith(what, error.Message);
        Assert.EndsWith("Give a single value, or a mapping of single values like @{ server = 'web1'; disk = 1 }.", error.Message);
    }

    [Fact]
    public void A_file_is_known_by_its_path() => Assert.Equal(Folder, KeyText.Of(Run("Get-Item .").Objects[0]!));
}
