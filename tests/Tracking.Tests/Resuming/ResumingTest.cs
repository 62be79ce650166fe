using System.Collections.Generic;

namespace Tracking.Tests.Resuming;

/// <summary>
/// A test of scripts that are cut and continued. What they do, they say by <c>Did</c>; what they are to fail at is in <c>$fail</c>; a run
/// is <c>again</c>, which catches what ends it.
/// </summary>
public abstract class ResumingTest : ModuleTest
{
    protected ResumingTest() => Run("""
        $ErrorActionPreference = 'Stop'
        $store = Open-TrackStore -InMemory
        $global:did = [Collections.Generic.List[string]]::new()
        $global:fail = @()
        function global:Did([string] $What) { $global:did.Add($What) }
        function global:Fail([string] $At) { if ($At -in $global:fail) { throw "no $At" } }
        function global:Again([string] $Task, [scriptblock] $Script, [hashtable] $With = @{}) {
            try { Invoke-TrackRun $Task -Key one -Resume @With $Script 6> $null } catch { "error: $_" }
        }
        """);

    /// <summary>What the scripts did since this was asked last.</summary>
    protected string[] Did()
    {
        var did = (List<string>)Get("did")!;
        string[] all = [.. did];
        did.Clear();
        return all;
    }

    /// <summary>What is to fail from now on.</summary>
    protected void Fail(params string[] at) => Set("fail", at);

    /// <summary>The status of each run of a task, oldest first.</summary>
    protected string[] Statuses(string task) => Output($"Get-TrackRun {task} -All | ForEach-Object {{ \"$($_.Status)\" }}");

    /// <summary>The steps of a task's last run: <c>web1/install Completed</c>, and what was carried over in brackets.</summary>
    protected string[] LastSteps(string task) => Output($$"""
        Get-TrackRun {{task}} -All | Select-Object -Last 1 | Get-TrackStep |
            ForEach-Object { $text = "$($_.Path) $($_.Status)"; $_.WasCarriedOver ? "($text)" : $text }
        """);
}
