using System.Collections.Generic;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Binding;

/// <summary>Reads track ids as users give them: <c>'0000003'</c> or 3 (rule 3.7).</summary>
internal static class TrackIds
{
    /// <summary>The numbers of ids; one that is null or empty stands for no track.</summary>
    /// <exception cref="TrackingException">TrackIdInvalid.</exception>
    public static IReadOnlyList<long> Read(IEnumerable<object?>? ids)
    {
        var numbers = new List<long>();
        foreach (var given in ids ?? [])
        {
            var id = PowerShellValue.Unwrap(given);
            if (id is not null and not "")
                numbers.Add(Read(id));
        }
        return numbers;
    }

    /// <summary>The number of the only id.</summary>
    /// <exception cref="TrackingException">TrackIdInvalid.</exception>
    public static long ReadOne(object? id) => Read(PowerShellValue.Unwrap(id) ?? "");

    private static long Read(object id) => id switch
    {
        int and > 0 => (int)id,
        long and > 0 => (long)id,
        string text when TrackId.TryParse(text, out var number) => number,
        _ => throw new TrackingException(
            TrackingErrorCode.TrackIdInvalid,
            "A track id is '0000003' or 3, a positive number. Pipe tracks themselves to name them otherwise."),
    };
}
