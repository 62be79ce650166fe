using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// The module in a PowerShell that runs on Windows. What it has to do there is what it does everywhere, which the Pester
/// tests hold it to; that it works there at all is shown here.
/// </summary>
public sealed class WineModuleTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Runspace _runspace;

    public WineModuleTests()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ExecutionPolicy = ExecutionPolicy.Bypass;
        state.ImportPSModule([Environment.GetEnvironmentVariable("TRACKING_TEST_MODULE")!]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    [Fact]
    public void What_is_saved_is_found_again_in_the_sessions_file()
    {
        Gives("True", "$IsWindows");
        Gives("0000001 0000002",
            "Save-UserTrack backup @{ step = 'copy'; files = 120 } -UserName ann; Save-UserTrack backup @{ step = 'verify' } "
            + "-UserName bob");
        Gives("0000001", "Save-UserTrack backup @{ files = 7 } -UserName ann -Merge");
        Gives("backup 1 ann copy 7",
            "Get-LastUserTrack backup ann | ForEach-Object { $_.TaskId, $_.RunId, $_.UserName, $_.Data.step, $_.Data.files }");
        Gives("0000001", "Search-Track b* -Data @{ step = 'copy' } | ForEach-Object Id");
        Gives("2 Failed no",
            "try { Invoke-TrackRun other { throw 'no' } } catch { }; Get-TrackRun other -All | ForEach-Object { $_.RunId, $_.Status, "
            + "$_.Message }");

        var path = Run("(Get-TrackStore).Path").Single();
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "powershell", "Tracking"),
            Path.GetDirectoryName(path));
        Gives("True", $"[bool] (Get-TrackStore -ListAvailable | Where-Object Path -eq '{path}')");
        Gives("False", $"Close-TrackStore; Remove-TrackStore '{path}' -Confirm:$false; [IO.File]::Exists('{path}')");
    }

    [Fact]
    public void Files_are_named_as_windows_names_them()
    {
        var (from, to) = (_folder.File("from.json"), _folder.File("to.json"));
        Gives("0000001", $"$null = Open-TrackStore '{from}'; Save-UserTrack a @{{ n = 1 }}; Close-TrackStore '{from}'");
        Gives("0000001",
            $"$null = Copy-Track -Store '{from}' -Destination '{to}'; Search-Track -Store '{to.Replace('\\', '/')}' | ForEach-Object Id");
        Gives("0000001",
            $"$null = $ExecutionContext.SessionState.Path.SetLocation('{Path.GetDirectoryName(from)}'); Search-Track -Store to.json | "
            + "ForEach-Object Id");
        Gives("True",
            "Export-TrackReport -Store to.json -Path report.html; "
            + $"[IO.File]::ReadAllText('{_folder.File("report.html")}').StartsWith('<!DOCTYPE html>')");
        Gives("TrackStoreNotFound,Tracking.Commands.SearchTrackCommand",
            $"try {{ Search-Track -Store '{_folder.File("none.json")}' -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId }}");
    }

    public void Dispose()
    {
        _runspace.Dispose();
        _folder.Dispose();
    }

    private void Gives(string expected, string script) => Assert.Equal(expected, string.Join(' ', Run(script)));

    private string[] Run(string script)
    {
        using var shell = PowerShell.Create(_runspace).AddScript(script);
        return [.. shell.Invoke().Select(value => $"{value}")];
    }
}
