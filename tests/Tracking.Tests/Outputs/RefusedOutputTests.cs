using System;
using System.Diagnostics;
using Tracking.Serialization;
using Xunit;

namespace Tracking.Tests.Outputs;

/// <summary>What is not kept, and why.</summary>
public sealed class RefusedOutputTests : OutputTest
{
    private const string Secret = "$s = ConvertTo-SecureString hunter2 -AsPlainText -Force; ";
    private const string Credential = Secret + "$c = [pscredential]::new('u', $s); ";

    [Theory]
    [InlineData(Secret + "$s")]
    [InlineData(Credential + "$c")]
    [InlineData("[Net.NetworkCredential]::new('u', 'hunter2')")]
    [InlineData(Credential + "@{ a = @{ b = @{ c = @{ d = @{ e = $c } } } } }")]
    [InlineData(Credential + "[pscustomobject] @{ a = 1, ([ordered] @{ b = , $c }) }")]
    [InlineData(Credential + "'x' | Add-Member Login $c -PassThru")]
    [InlineData(Credential + "Get-Item . | Add-Member Login $c -PassThru")]
    [InlineData(Credential + "class Login { $Inner }; $l = [Login]::new(); $l.Inner = $c; $l")]
    [InlineData("class Login { $Inner }; $l = [Login]::new(); $l.Inner = [Net.NetworkCredential]::new('u', 'hunter2'); $l")]
    [InlineData(Credential + ", [Collections.Queue]::new(@($c))")]
    [InlineData(Credential + "@{ [pscustomobject] @{ a = $c } = 1 }")]
    public void A_secret_is_not_kept_at_any_depth(string script)
    {
        var trip = Trip(script);
        Assert.Null(trip.Text);
        Assert.Matches("^it holds a secret", trip.Reason);
    }

    [Fact]
    public void A_credential_without_a_password_is_no_secret_and_neither_is_text_that_looks_like_one()
    {
        Assert.NotNull(Trip("[pscredential]::Empty; Get-ChildItem / | Select-Object -First 3").Text);
        Assert.Equal(["True"], Checked("'<SS>x</SS>'", "$_ -ceq '<SS>x</SS>'"));
    }

    [Theory]
    [InlineData("[IO.MemoryStream]::new()")]
    [InlineData("@{ a = [Threading.Timer]::new({ }) }")]
    [InlineData("[Threading.Tasks.Task]::CompletedTask")]
    [InlineData("[pscustomobject] @{ a = [Net.Sockets.TcpClient]::new() }")]
    [InlineData("[powershell]::Create()")]
    public void What_is_of_use_only_while_it_is_open_is_not_kept(string script) =>
        Assert.Matches("^it holds a .* only while it is open", Trip(script).Reason);

    [Theory]
    [InlineData("'x' * 2mb")]
    [InlineData("'ä' * 600kb")]
    [InlineData(", ([byte[]]::new(1mb))")]
    [InlineData("1..200000")]
    [InlineData("1..1200 | ForEach-Object { [pscustomobject] @{ a = 'x' * 1000 } }")]
    [InlineData("1..5000 | ForEach-Object { Get-Item / }")]
    public void What_is_larger_than_a_megabyte_is_not_kept(string script) => Assert.Equal("it is larger than 1 MB", Trip(script).Reason);

    [Fact]
    public void The_limit_counts_bytes_and_is_exact()
    {
        var length = OutputTrip.Of(["ä", 1], StepOutput.MaxBytes).Text!.Length + 1;
        Assert.NotNull(OutputTrip.Of(["ä", 1], length).Text);
        Assert.Equal("it would not fit into what is left of the run's 64 MB", OutputTrip.Of(["ä", 1], length - 1).Reason);
        Assert.Equal("", OutputTrip.Of([], 0).Text);
        Assert.NotNull(OutputTrip.Of([new string('x', 900_000)], StepOutput.MaxBytes).Text);
    }

    [Fact]
    public void A_hundred_files_are_kept_at_the_depth_that_fits()
    {
        var deep = Trip("Get-Item .");
        var flat = Trip("1..100 | ForEach-Object { Get-Item . }");
        Assert.Null(flat.Reason);
        Assert.InRange(flat.Text!.Length / 100, 1, deep.Text!.Length / 3);
        Assert.Equal(100, flat.Objects.Length);
    }

    [Fact]
    public void Little_is_read_of_what_is_too_large() =>
        Assert.InRange(Run("""
            $read = [Collections.Generic.List[int]]::new()
            $null = Get-Trip {
                1..9000 | ForEach-Object {
                    [pscustomobject] @{ N = $_ } | Add-Member ScriptProperty Text { $read.Add($this.N); 'x' * 1000 } -PassThru
                }
            }
            $read.Count
            """).Only<int>(), 900, 1100);

    [Fact]
    public void It_takes_about_a_second_at_most()
    {
        Set("slow", """
            class Slow { $A = 1 }
            Update-TypeData -TypeName Slow -MemberType ScriptProperty -MemberName B -Value { Start-Sleep -Milliseconds 50; 1 } -Force
            """);
        Run(". ([scriptblock]::Create($slow)); $many = 1..100 | ForEach-Object { [Slow]::new() }; $few = $many[0..4]");
        var watch = Stopwatch.StartNew();
        Assert.Equal("to write it would take too long", Trip("$many").Reason);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        watch.Restart();
        Assert.NotNull(Trip("$few").Text);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal("to write it would take too long", Trip("""
            1..100 | ForEach-Object { [pscustomobject] @{} | Add-Member ScriptProperty T { Start-Sleep -Milliseconds 50 } -PassThru }
            """).Reason);
    }

    [Fact]
    public void One_that_is_endless_at_depth_is_kept_as_deep_as_there_is_time_for()
    {
        Run("$assembly = [object].Assembly");
        var watch = Stopwatch.StartNew();
        Assert.NotNull(Trip("$assembly").Text);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Processes_are_kept_within_a_second()
    {
        var watch = Stopwatch.StartNew();
        var trip = Trip("1..3 | ForEach-Object { Get-Process -Id $PID }");
        Assert.Equal(["Process comes back as a copy of its properties"], trip.Notices);
        Assert.Equal(3, trip.Objects.Length);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_property_that_throws_comes_back_as_scripts_find_it() =>
        Assert.Equal(["True"], Checked(
            "[pscustomobject] @{ A = 1 } | Add-Member ScriptProperty Bad { throw 'no' } -PassThru", "$_.A -eq 1 -and $null -eq $_.Bad"));
}
