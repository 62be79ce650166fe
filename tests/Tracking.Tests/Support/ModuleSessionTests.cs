using System;
using System.IO;
using Xunit;
using Xunit.Sdk;

namespace Tracking.Tests;

/// <summary>What the other tests rely on.</summary>
public sealed class ModuleSessionTests
{
    [Fact]
    public void All_that_comes_out_of_a_script_is_given()
    {
        using var session = new ModuleSession();
        var result = session.Attempt("""
            1; $null; , @(2, 3)
            Write-Error wrong; Write-Warning warned; Write-Verbose said -Verbose; Write-Information told; Write-Host shown
            Write-Progress working -Status done
            """);
        Assert.Equal(["1", "", "2 3"], result.Output);
        Assert.Equal(["Microsoft.PowerShell.Commands.WriteErrorException"], result.ErrorIds);
        Assert.Equal("warned said told shown", string.Join(' ', [.. result.Warnings, .. result.Verbose, .. result.Information]));
        Assert.Equal("working", Assert.Single(result.Progress).Activity);
    }

    [Theory]
    [InlineData("Write-Error wrong; 1")]
    [InlineData("throw 'wrong'")]
    [InlineData("Get-UserTrack nothing -RunId x")]
    public void An_error_that_comes_out_of_a_script_fails_the_test(string script)
    {
        using var session = new ModuleSession();
        Assert.Throws<XunitException>(() => session.Run(script));
        Assert.NotEmpty(session.Attempt(script).Errors);
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("return 5")]
    [InlineData("break")]
    [InlineData("& { continue }")]
    public void A_script_that_ends_early_fails_the_test(string end)
    {
        using var session = new ModuleSession();
        var error = Assert.Throws<InvalidOperationException>(() => session.Attempt($"1; {end}; throw 'an assert that fails'"));
        Assert.Contains(end, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_session_has_a_home_and_an_own_file_of_its_own_and_finds_nothing_open()
    {
        string former;
        using (var session = new ModuleSession())
        {
            former = session.Run("""
                $null = Save-UserTrack a @{ n = 1 }
                $null = Open-TrackStore -InMemory
                $null = Start-TrackRun b
                (Get-TrackStore -Open)[0].Path
                """).Output[0];
            Assert.Equal(Path.Combine(session.Folder, "home"), Path.GetDirectoryName(former));
            session.Set("kept", 1);
        }
        Assert.False(File.Exists(former));
        using var next = new ModuleSession();
        Assert.Equal(
            ["0", "0", "True", next.Folder],
            next.Run("@(Get-TrackStore -Open).Count; @(Search-Track).Count; $null -eq $kept; $PWD.Path").Output);
        Assert.Equal(Path.Combine(next.Folder, "home"), Path.GetDirectoryName(next.Run("(Get-TrackStore).Path").Output[0]));
    }

    [Theory]
    [InlineData("1 | Should -Be 2")]
    [InlineData("1, 2 | Should -Be @(1)")]
    [InlineData("@() | Should -Be 1")]
    [InlineData("$null | Should -Be 1")]
    [InlineData("'a' | Should -BeExactly 'A'")]
    [InlineData("1, 'a' | Should -BeExactly 1, 'A'")]
    [InlineData("'a', 'b' | Should -BeLike 'a'")]
    [InlineData("'a', 'b' | Should -Match 'a'")]
    [InlineData("1 | Should -BeNullOrEmpty")]
    [InlineData("@() | Should -Not -BeNullOrEmpty")]
    [InlineData("1, 2 | Should -HaveCount 1")]
    [InlineData("1, 2 | Should -Contain 3")]
    [InlineData("3 | Should -BeIn 1, 2")]
    [InlineData("1 | Should -BeOfType ([string])")]
    [InlineData("1 | Should -BeGreaterThan 1")]
    [InlineData("1 | Should -BeTrue | Should -BeFalse; 0 | Should -BeTrue")]
    [InlineData("{ } | Should -Throw")]
    [InlineData("{ throw 'a' } | Should -Throw 'b'")]
    [InlineData("1 | Should -Not -Be 1")]
    public void An_assert_in_a_script_that_does_not_hold_fails_the_test(string script)
    {
        using var session = new ModuleSession();
        Assert.Throws<XunitException>(() => session.Run(script));
    }

    [Theory]
    [InlineData("1 | Should -Be 1")]
    [InlineData("'a' | Should -Be 'A'")]
    [InlineData("1, 2 | Should -Be @(1, 2)")]
    [InlineData(", @(1, 2) | Should -Be @(1, 2)")]
    [InlineData("$null | Should -Be $null")]
    [InlineData("@() | Should -BeNullOrEmpty")]
    [InlineData("@(1) | Should -Be @(1)")]
    [InlineData("'ab', 'ac' | Should -BeLike 'a*'")]
    [InlineData("'ab', 'ac' | Should -Not -Match 'd'")]
    [InlineData("1, 2 | Should -Contain 2")]
    [InlineData("2 | Should -BeIn 1, 2")]
    [InlineData("{ throw 'a' } | Should -Throw 'a'")]
    [InlineData("(Get-Item .) | Should -BeOfType ([IO.DirectoryInfo])")]
    public void An_assert_in_a_script_that_holds_passes(string script)
    {
        using var session = new ModuleSession();
        session.Run(script);
    }

    [Fact]
    public void A_script_in_the_background_is_stopped_as_by_the_user()
    {
        using var session = new ModuleSession();
        var path = Path.Combine(session.Folder, "begun");
        using var work = ModuleSession.Begin($"Set-Content '{path}' 1; Start-Sleep 60");
        Assert.InRange(work.WaitFor(path).Stop(), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
