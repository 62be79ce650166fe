using System;
using System.Management.Automation;

namespace Tracking.Hooks;

/// <summary><c>$LASTEXITCODE</c>, which is afterwards what it was before.</summary>
internal static class LastExitCode
{
    private const string Name = "global:LASTEXITCODE";

    public static IDisposable Restore(PSVariableIntrinsics variables) => new Restorer(variables);

    private sealed class Restorer(PSVariableIntrinsics variables) : IDisposable
    {
        private readonly PSVariable? _variable = variables.Get(Name);

        // The very object: a runner around the run sees by it whether a program ran (ExitCodeWatch).
        private readonly object? _value = variables.Get(Name)?.Value;

        public void Dispose()
        {
            if (_variable == null)
                variables.Remove(Name);
            else if (!ReferenceEquals(_variable.Value, _value))
                _variable.Value = _value;
        }
    }
}
