using System;
using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using System.Net.Mail;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// Whether data are the same: the same keys in any order, with values of the same types that are equal (rule 10.4). What would come back as
/// something else is not the same, as a decimal with more zeros.
/// </summary>
internal static class DataEquality
{
    /// <exception cref="TrackingException">TrackDataUnreadable, when one of them is not what this module writes.</exception>
    public static bool IsSame(TrackData a, TrackData b) => a.IsSame(b) || IsSame(DataReader.Read(a), DataReader.Read(b));

    private static bool IsSame(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (OrderedDictionary x, OrderedDictionary y) =>
            x.Count == y.Count && x.Keys.Cast<string>().All(key => y.Contains(key) && IsSame(x[key], y[key])),
        (Array x, Array y) => x.GetType() == y.GetType() && x.Length == y.Length && IsSameList(x, y),
        (double x, double y) =>
            (double.IsNaN(x) && double.IsNaN(y)) || BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y),
        (float x, float y) => IsSame((double)x, (double)y),
        (decimal x, decimal y) => decimal.GetBits(x).SequenceEqual(decimal.GetBits(y)),
        (DateTime x, DateTime y) => x == y && x.Kind == y.Kind,
        (DateTimeOffset x, DateTimeOffset y) => x.EqualsExact(y),
        (MailAddress x, MailAddress y) => x.ToString() == y.ToString(),
        (Uri x, Uri y) => x.OriginalString == y.OriginalString,
        ({ } x, { } y) => x.GetType() == y.GetType() && x.Equals(y),
        _ => false,
    };

    private static bool IsSameList(IList x, IList y)
    {
        for (var i = 0; i < x.Count; i++)
        {
            if (!IsSame(x[i], y[i]))
                return false;
        }
        return true;
    }
}
