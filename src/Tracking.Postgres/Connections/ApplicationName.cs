using System;
using System.IO;
using System.Linq;

namespace Tracking.Postgres.Connections;

/// <summary>
/// What a connection is called on the server, where others see it who look for whom they wait for (rule 1.18): program, process and host.
/// </summary>
internal static class ApplicationName
{
    /// <summary>The server cuts longer names off.</summary>
    private const int MaxLength = 63;

    private const int MaxProgramLength = 15;

    /// <summary>That of this process.</summary>
    /// <param name="host">The machine that it is on.</param>
    public static string Of(string host) =>
        Of(Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "", Environment.ProcessId, host);

    public static string Of(string program, int process, string host)
    {
        // As the server shows it: what is no printable ASCII is a question mark there.
        var shown = $"Tracking {Cut(program, MaxProgramLength)} {process} on {host}".Select(c => c is >= ' ' and <= '~' ? c : '?');
        return Cut(string.Concat(shown), MaxLength);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "~";
}
