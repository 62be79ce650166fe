using Xunit;

namespace Tracking.Tests.Calls;

/// <summary>A test of what identifies a run: <c>Get-CallIdentity</c> stands where Invoke-TrackRun would.</summary>
public abstract class CallTest : ModuleTest
{
    protected CallTest() => Run("""
        Set-StrictMode -Version 3
        $ErrorActionPreference = 'Stop'
        Import-Module -Assembly ([Tracking.Tests.Calls.GetCallIdentityCommand].Assembly) -DisableNameChecking
        """);

    /// <summary>The caller and its parameters that a script's call has: <c>Copy-Db: Name=prod</c>.</summary>
    protected string Call(string script) => Assert.Single(Output($"{script} | ForEach-Object {{ \"$($_.Caller): $($_.Parameters)\" }}"));

    /// <summary>The hash of a script's call.</summary>
    protected string Hash(string script) => Assert.Single(Output($"({script}).Hash"));
}
