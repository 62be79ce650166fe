namespace Tracking.Tests.Progress;

/// <summary>A test of progress bars.</summary>
public abstract class ShowProgressTest : ModuleTest
{
    protected ShowProgressTest() => Run("""
        # What a script draws, and what comes out of it, in a runspace of its own.
        function Invoke-Drawing([string] $Script, [hashtable] $Variables = @{}) {
            $shell = [powershell]::Create()
            foreach ($name in $Variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $Variables[$name]) }
            try {
                $output = $shell.AddScript("Import-Module '$manifest'; `$ErrorActionPreference = 'Stop'; $Script").Invoke()
                $bars = @($shell.Streams.Progress.ReadAll() | Where-Object Activity -NotLike 'Preparing modules*')
                @{ Output = @($output); Bars = $bars; Errors = @($shell.Streams.Error.ReadAll()) }
            }
            finally {
                $shell.Dispose()
            }
        }

        function Format-Bar([object[]] $Bar) {
            foreach ($one in $Bar) {
                "$($one.Activity) $($one.ActivityId) $($one.PercentComplete) '$($one.StatusDescription)' " +
                "'$($one.CurrentOperation)' $($one.SecondsRemaining) $($one.RecordType)"
            }
        }
        """);
}
