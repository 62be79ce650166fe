using System.Management.Automation;
using System.Net;
using System.Security;

namespace Tracking.Data;

/// <summary>What no store is a place for.</summary>
internal static class Secrets
{
    // How PowerShell writes a SecureString, as all that holds one ends in. Text that looks so is written with an entity.
    private const string Written = "<SS";

    /// <summary>Whether a value is a secret itself. Credentials without a password are none; every listed file has some.</summary>
    public static bool Is(object? value) => value switch
    {
        SecureString => true,
        PSCredential credential => credential.Password is { Length: > 0 },
        NetworkCredential credential => credential.SecurePassword is { Length: > 0 },
        _ => false,
    };

    /// <summary>Whether a copy of an object, as PowerShell writes it, has a secret anywhere.</summary>
    public static bool IsIn(string clixml) => clixml.IndexOf(Written, System.StringComparison.Ordinal) >= 0;
}
