using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>What people's scripts got wrong answers for in silence, each kind in several shapes.</summary>
public sealed class RowTests : ResumingTest
{
    [Theory]
    [InlineData("foreach ($s in 'web1', 'web2') { Invoke-TrackStep $s { Invoke-TrackStep install { Did \"install $s\" }; Invoke-TrackStep "
        + "reboot { Fail $s; Did \"reboot $s\" } } }")]
    [InlineData("'web1', 'web2' | Invoke-TrackStep server { $s = $_; Invoke-TrackStep install { Did \"install $s\" }; Invoke-TrackStep "
        + "reboot { Fail $s; Did \"reboot $s\" } }")]
    [InlineData("function Boot($s) { Invoke-TrackStep install { Did \"install $s\" }; Invoke-TrackStep reboot { Fail $s; Did \"reboot "
        + "$s\" } }; foreach ($s in 'web1', 'web2') { Invoke-TrackStep server -Key @{ name = $s; at = 1 } { Boot $s } }")]
    [InlineData("foreach ($s in 'web1', 'web2') { Invoke-TrackStep 'a/b[c]\\' -Key \"$s/]\\[\" { Invoke-TrackStep 'é ☃' { Did \"install "
        + "$s\" }; Invoke-TrackStep '/' { Fail $s; Did \"reboot $s\" } } }")]
    public void Inner_steps_of_one_are_not_those_of_another(string script)
    {
        Fail("web2");
        Run($"$script = {{ {script} }}; Again t $script");
        Assert.Equal(["install web1", "reboot web1", "install web2"], Did());
        Fail();
        Run("Again t $script");
        Assert.Equal(["reboot web2"], Did());
        Assert.Equal(["Failed", "Finished"], Statuses("t"));
    }

    [Theory]
    [InlineData("a/b", "c", "a", "b/c")]
    [InlineData("a[b]", null, "a", "[b]")]
    [InlineData("a\\", "b", "a", "\\b")]
    [InlineData("A", "x", "a", "x")]
    public void Names_that_look_like_paths_are_names(string outer, string? inner, string otherOuter, string otherInner)
    {
        Set("names", new[] { outer, inner, otherOuter, otherInner });
        Run("""
            $script = {
                if ($null -eq $names[1]) { Invoke-TrackStep $names[0] { Did 'one' } }
                else { Invoke-TrackStep $names[0] { Invoke-TrackStep $names[1] { Did 'one' } } }
                Fail between
                Invoke-TrackStep $names[2] { Invoke-TrackStep $names[3] { Did 'two' } }
            }
            """);
        Fail("between");
        Run("Again t $script");
        Fail();
        Assert.Empty(Run("Again t $script").Warnings);
        Assert.Equal(["one", "two"], Did());
    }

    [Theory]
    [InlineData("$null = Save-UserTrack t @{ PercentComplete = 50 } -ShowProgress -Update")]
    [InlineData("$null = Save-UserTrack t @{ Step = 'one'; Outcome = 'Started' } -Update; $null = Save-UserTrack t @{ Step = 'one'; n = 1 "
        + "} -Merge")]
    [InlineData("$null = Save-UserTrack t @{ name = 'one'; status = 'Failed' } -RunId (Get-TrackRun t -Current).RunId -Update")]
    [InlineData("1..3 | ForEach-Object { $null = Save-UserTrack t @{ PercentComplete = $_ } -Update }")]
    public void Tracks_beside_steps_change_none(string save)
    {
        Fail("end");
        Run($"$script = {{ Invoke-TrackStep one {{ Did one; {save} }}; {save}; Fail end; {save} }}; Again t $script");
        Fail();
        Run("Again t $script");
        Assert.Equal(["one"], Did());
        Assert.Equal(["(one Completed)"], LastSteps("t"));
    }

    [Theory]
    [InlineData("@{ step = 'x'; outcome = 'Completed' }")]
    [InlineData("@{ Step = 'x'; Outcome = 'Completed'; Output = 'never' }")]
    [InlineData("@{ name = 'x'; path = 'x'; status = 'Completed'; attempt = 1 }")]
    [InlineData("[pscustomobject]@{ StepId = 1; Path = 'x'; Status = 'Completed' }")]
    public void No_track_is_taken_for_a_step(string data)
    {
        Run($"$data = {data}; $null = Save-UserTrack t $data; $script = {{ $null = Save-UserTrack t $data; Invoke-TrackStep x {{ Did x "
            + $"}}; Fail end }}");
        Fail("end");
        Run("$null = Save-UserTrack x $data; Again t { $null = Save-UserTrack t $data; Fail end }; Again t $script");
        Assert.Equal(["x"], Did());
        Assert.Equal(["True"], Output("@(Search-Track t).Count -eq 3"));
    }

    [Theory]
    [InlineData("Get-ChildItem files", 40)]
    [InlineData("Get-ChildItem files | Select-Object Name, Length, LastWriteTime", 40)]
    [InlineData("Get-Content lines.txt", 500)]
    [InlineData("1..5000", 5000)]
    [InlineData("'x' * 900000", 1)]
    [InlineData("[IO.File]::ReadAllBytes(\"$folder/lines.txt\")", 17892)]
    [InlineData("Get-Process -Id $PID", 1)]
    [InlineData(", (1..3)", 1)]
    [InlineData("$null", 1)]
    [InlineData("$null, $null", 2)]
    [InlineData("'', @(), @{}", 3)]
    [InlineData("", 0)]
    public void Output_is_all_there_or_made_again(string block, int count)
    {
        Run("""
            $null = New-Item files -ItemType Directory
            1..40 | ForEach-Object { Set-Content "files/$_.txt" "$_" }
            Set-Content lines.txt (1..500 | ForEach-Object { "a line $_ of a file, not very long" })
            """);
        Fail("end");
        Run($"$script = {{ $got = @(Invoke-TrackStep list {{ {block} }}); Fail end; $got.Count; \"$got\" }}; Again t $script");
        Fail();
        var again = Output("Again t $script");
        Assert.Equal($"{count}", again[0]);
        Assert.Equal(Output($"$got = @(. {{ {block} }}); \"$got\""), again[1..]);
    }

    [Theory]
    [InlineData("'x' * 1100000")]
    [InlineData("[pscredential]::new('me', $secret)")]
    [InlineData("@{ login = @{ name = 'me'; password = $secret } }")]
    [InlineData("[pscustomobject]@{ all = @(1, @($secret)) }")]
    [InlineData("[Net.NetworkCredential]::new('me', $secret)")]
    [InlineData("'first'; [pscredential]::new('me', $secret)")]
    [InlineData("[Collections.Generic.List[object]]@($secret)")]
    [InlineData("[ordered]@{ a = [pscredential]::new('me', $secret) }")]
    [InlineData("'x' | Add-Member hidden $secret -PassThru")]
    [InlineData("[Tuple]::Create('me', $secret)")]
    [InlineData("[IO.File]::OpenRead($lines)")]
    public void What_cannot_be_kept_is_told_and_made_again_and_no_secret_is_in_the_file(string block)
    {
        var path = FilePath("s.json");
        Set("path", path);
        Run("Set-Content lines.txt 1; $lines = \"$folder/lines.txt\"; $secret = ConvertTo-SecureString hunter2 -AsPlainText -Force; $null "
            + "= Open-TrackStore $path");
        Fail("end");
        var result = Run($"$script = {{ $got = @(Invoke-TrackStep get {{ Did get; {block} }}); Fail end; $got.Count; "
            + $"$got[-1].GetType().Name }}; Again t $script");
        Assert.Contains("The output of step 'get' is not recorded", result.Warnings.Single(), StringComparison.Ordinal);
        Fail();
        Run("Again t $script 3> $null");
        Assert.Equal(["get", "get"], Did());
        Run("Close-TrackStore $path");
        var text = File.ReadAllText(path);
        var hex = string.Concat("hunter2".Select(c => $"{(int)c:x2}00"));
        Assert.DoesNotContain("hunter2", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(hex, text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Get-Item /none -ErrorAction Continue", "/none")]
    [InlineData("function Get-It { [CmdletBinding()] param() Write-Error 'bad' -ErrorAction Continue }; Get-It -ErrorAction Continue",
        "bad")]
    [InlineData("& sh -c 'exit 3'", "exit code 3")]
    [InlineData("function Get-It { & sh -c 'exit 3'; 'more' }; $null = Get-It", "exit code 3")]
    [InlineData("Set-Content three.ps1 'exit 3'; ./three.ps1", "exit code 3")]
    [InlineData("$ErrorActionPreference = 'Continue'; 1 | ForEach-Object -Parallel { Write-Error bad }", "bad")]
    [InlineData("$ErrorActionPreference = 'Continue'; 1 / $null", "divide")]
    [InlineData("$ErrorActionPreference = 'Continue'; [int]::Parse('x')", "Parse")]
    [InlineData("Invoke-TrackStep inner -ErrorAction SilentlyContinue { throw 'bad' }", "bad")]
    [InlineData("try { Invoke-TrackStep inner { throw 'bad' } } catch { }", "bad")]
    public void What_goes_wrong_is_on_record(string block, string error)
    {
        if (OperatingSystem.IsWindows() && block.Contains("sh -c", StringComparison.Ordinal))
            return;
        foreach (var where in new[] { "Invoke-TrackStep one { . $block }", "Invoke-TrackStep one { Invoke-TrackStep two { . $block } }",
            ". $block" })
        {
            Attempt($"$block = {{ {block} }}; Invoke-TrackRun t {{ {where} }} 2> $null");
            Assert.Equal("FinishedWithErrors", Statuses("t").Last());
            Assert.Contains(error, Output("(Get-TrackRun t -All)[-1].Message").Single(), StringComparison.Ordinal);
        }
        Assert.Equal(["CompletedWithErrors"], Output("(Get-TrackStep t -Name one).Status | Select-Object -Unique"));
    }

    [Theory]
    [InlineData("Get-Item /none -ErrorAction SilentlyContinue")]
    [InlineData("Write-Error bad -ErrorAction Continue 2> $null")]
    [InlineData("try { Get-Item /none -ErrorAction Stop } catch { }")]
    [InlineData("$null = & { Write-Error bad -ErrorAction Continue } 2>&1")]
    public void What_was_dealt_with_is_no_error(string block)
    {
        Run($"Invoke-TrackRun t {{ Invoke-TrackStep one {{ {block} }} }}");
        Assert.Equal(["Finished"], Statuses("t"));
    }

    [Fact]
    public void Warnings_and_exit_codes_are_on_record()
    {
        Run("""
            Invoke-TrackRun t {
                Invoke-TrackStep one { Write-Warning w; 1..2 | ForEach-Object { Write-Warning $_ } } 3> $null
                Invoke-TrackStep two { & sh -c 'exit 1' } -ExpectedExitCode 0, 1
                Invoke-TrackStep three { & sh -c 'exit 1'; & sh -c 'exit 0' }
            } 3> $null
            """);
        Assert.Equal(["one Completed 3 ", "two Completed 0 1", "three Completed 0 0"],
            Output("Get-TrackStep t | ForEach-Object { \"$($_.Path) $($_.Status) $($_.WarningCount) $($_.ExitCode)\" }"));
        Assert.Equal(["Finished"], Statuses("t"));
    }

    [Theory]
    [InlineData("foreach ($h in 'a', 'b', 'c') { try { Invoke-TrackStep host -Key $h { Fail $h; Did $h } } catch { } }")]
    [InlineData("'a', 'b', 'c' | Invoke-TrackStep host -ErrorAction SilentlyContinue { Fail $_; Did $_ }")]
    [InlineData("'a', 'b', 'c' | Invoke-TrackStep -Name { \"host $_\" } -ErrorAction Ignore { Fail $_; Did $_ }")]
    [InlineData("Invoke-TrackStep all { foreach ($h in 'a', 'b', 'c') { try { Invoke-TrackStep $h { Fail $h; Did $h } } catch { } } }")]
    [InlineData("foreach ($h in 'a', 'b', 'c') { Invoke-TrackStep $h { try { Invoke-TrackStep get { Fail $h; Did $h } } catch { } } }")]
    [InlineData("'a', 'b', 'c' | ForEach-Object -Parallel { Import-Module $using:manifest; $h = $_; $f = $using:fail; $d = $using:did; "
        + "try { Invoke-TrackStep $h { if ($h -in $f) { throw 'x' }; $d.Add($h) } } catch { } } -ThrottleLimit 1")]
    public void Only_what_failed_is_done_again(string script)
    {
        Fail("b");
        Run($"$script = {{ {script} }}; Again t $script @{{ RetryFailed = $true }} 2> $null");
        Assert.Equal(["a", "c"], Did());
        Fail();
        Run("Again t $script @{ RetryFailed = $true }");
        Assert.Equal(["b"], Did());
        Assert.Equal(["FinishedWithErrors", "Finished"], Statuses("t"));
        Assert.Equal(["True"], Output("(Get-TrackRun t -All)[0].FixedBy.RunId -eq (Get-TrackRun t -All)[1].RunId"));
    }

    [Theory]
    [InlineData("$PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new('bad'), 'Id', 'NotSpecified', "
        + "$null))")]
    [InlineData("& { [CmdletBinding()] param() "
        + "$PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new('bad'), 'Id', 'NotSpecified', "
        + "$null)) }")]
    [InlineData("throw [Management.Automation.ErrorRecord]::new([Exception]::new('bad'), 'Id', 'NotSpecified', $null)")]
    [InlineData("throw 'bad'")]
    [InlineData("throw [IO.IOException]::new('bad')")]
    [InlineData("Write-Error bad -ErrorAction Stop")]
    [InlineData("Invoke-Expression 'throw \"bad\"'")]
    [InlineData("& { process { throw 'bad' } }")]
    [InlineData("1 | ForEach-Object { 'out'; throw 'bad' }")]
    [InlineData("[scriptblock]::Create('throw ''bad''').Invoke()")]
    public void Every_error_that_ends_a_step_fails_it_and_is_tried_again(string end)
    {
        var result = Attempt($$"""
            function Do-It { [CmdletBinding()] param() Invoke-TrackRun t { Invoke-TrackStep one -RetryCount 2 { Did one; {{end}} } } }
            Do-It 3> $null
            """);
        Assert.Equal(["one", "one", "one"], Did());
        Assert.NotEmpty(result.Errors);
        Assert.Equal(["Failed"], Statuses("t"));
        Assert.Equal(["Failed 3 True"],
            Output("Get-TrackStep t | ForEach-Object { \"$($_.Status) $($_.Attempt) $($_.Error -like '*bad*')\" }"));
        Assert.Equal(["True"], Output("(Get-TrackRun t -All)[-1].Message -like '*bad*'"));
    }

    [Theory]
    [InlineData("Stop-TrackRun t -Failed -Message m", "Failed", "m")]
    [InlineData("Stop-TrackRun -RunId (Get-TrackRun t -Current).RunId -Failed -Message m", "Failed", "m")]
    [InlineData("Get-TrackRun t -Current | Stop-TrackRun -Unfinished -Message m", "Stopped", "m")]
    [InlineData("Invoke-TrackStep last { $null = Stop-TrackRun t -Failed -Message m }", "Failed", "m")]
    [InlineData("try { $null = Stop-TrackRun t -Failed -Message m; throw 'x' } catch { }", "Failed", "m")]
    public void A_stop_inside_the_block_stands(string stop, string status, string message)
    {
        Run($"Invoke-TrackRun t {{ Invoke-TrackStep one {{ 1 }}; $null = {stop} }} | Out-Null");
        Assert.Equal([status], Statuses("t"));
        Assert.Equal([message], Output("(Get-TrackRun t -All)[-1].Message"));
    }

    [Theory]
    [InlineData("Continue", 1)]
    [InlineData("SilentlyContinue", 0)]
    [InlineData("Ignore", 0)]
    public void ErrorAction_of_a_step_has_the_script_go_on(string action, int errors)
    {
        foreach (var bad in new[] { "throw 'bad'", "Get-Item /none", "Write-Error bad; 'never'", "[int]::Parse('x')" })
        {
            var result = Attempt($$"""
                Invoke-TrackRun t { Invoke-TrackStep one { {{bad}} } -ErrorAction {{action}}; "went on $?" }
                """);
            Assert.Equal(errors, result.Errors.Count);
            Assert.StartsWith("went on", result.Output.Last(), StringComparison.Ordinal);
            Assert.Equal("FinishedWithErrors", Statuses("t").Last());
        }
    }

    [Theory]
    [InlineData("[DayOfWeek]::Friday")]
    [InlineData("[IO.FileAttributes]'Hidden, System'")]
    [InlineData("@([DayOfWeek]::Friday, [ConsoleColor]::Red)")]
    [InlineData("@{ day = [DayOfWeek]::Friday }")]
    [InlineData("[pscustomobject]@{ day = [DayOfWeek]::Friday; at = [TimeOnly]'12:30' }")]
    [InlineData("[DateOnly]'2026-02-28'")]
    [InlineData("[TimeOnly]'23:59:59.1234567'")]
    [InlineData("[semver]'1.2.3-beta.1+build'")]
    [InlineData("[version]'1.2'")]
    [InlineData("[datetime]::new(2026, 3, 29, 2, 30, 0, [DateTimeKind]::Utc)")]
    [InlineData("[datetimeoffset]'2026-03-29T02:30:00.1234567+05:45'")]
    [InlineData("[bigint]::Parse('123456789012345678901234567890')")]
    [InlineData("[ipaddress]'fe80::1'")]
    [InlineData("[decimal]'1.10'")]
    [InlineData("[double]::NaN")]
    [InlineData("[Int128]::MaxValue")]
    [InlineData("[guid]'00000000-0000-0000-0000-000000000001'")]
    [InlineData("[uri]'http://example.org/a b'")]
    [InlineData("[timespan]'1.02:03:04.0000005'")]
    [InlineData("[char]0x263A")]
    [InlineData("[regex]'a+'")]
    [InlineData("[nullable[DayOfWeek]]'Friday'")]
    [InlineData("[DayOfWeek[]]('Friday', 'Monday')")]
    [InlineData("[Collections.Generic.List[DayOfWeek]]@('Friday')")]
    [InlineData("\"line`r`nwith `0 and `u{1F600} and _x000A_ and  spaces \"")]
    public void Values_come_back_as_what_they_were(string value)
    {
        Run("""
            function Show($v) {
                if ($null -eq $v) { return '$null' }
                if ($v -is [Collections.IDictionary]) {
                    return "$($v.GetType()){" + (($v.Keys | Sort-Object | ForEach-Object { "$_=$(Show $v[$_])" }) -join ';') + '}'
                }
                if ($v -is [Collections.IList]) { return "$($v.GetType())(" + (@($v | ForEach-Object { Show $_ }) -join ',') + ')' }
                if ($v -is [Management.Automation.PSCustomObject]) {
                    return "custom{" + (($v.PSObject.Properties | ForEach-Object { "$($_.Name)=$(Show $_.Value)" }) -join ';') + '}'
                }
                if ($v -is [datetimeoffset] -or $v -is [datetime]) { return "$($v.GetType()) $($v.ToString('o'))" }
                "$($v.GetType()) $v $($v.Ticks) $($v.Kind)"
            }
            """);
        Fail("end");
        Run($"$script = {{ $got = Invoke-TrackStep get {{ Did get; , ({value}) }}; Fail end; Show $got }}; Again t $script");
        Fail();
        Assert.Equal(Output($"Show ({value})"), Output("Again t $script"));
        Assert.Equal(["get"], Did());
    }

    [Fact]
    public void Each_of_the_steps_has_its_bar()
    {
        var result = Run("$ProgressPreference = 'Continue'; Invoke-TrackRun t { 1..4 | ForEach-Object { Invoke-TrackStep \"s$_\" { "
            + "Start-Sleep -Milliseconds 260 } } }");
        foreach (var n in new[] { 1, 2, 3, 4 })
        {
            Assert.Contains(result.Progress, record =>
                $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}".Contains($"s{n}", StringComparison.Ordinal));
        }
        Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }
}
