using System.Collections.Generic;
using System.Management.Automation;
namespace Tracking.Runs;
internal sealed class CallIdentity
{
    public static CallIdentity Of(PSCmdlet command) => new();
    public string? Script => null;
    public string? Caller => null;
    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();
    public string Hash => "00";
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> other) => [];
}
internal static class KeyText { public static string Of(object key) => key.ToString()!; }
