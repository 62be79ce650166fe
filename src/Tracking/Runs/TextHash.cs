using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Runs;

/// <summary>Tells texts apart by 32 hexadecimal digits, the same on all machines.</summary>
internal static class TextHash
{
    private const int Bytes = 16;

    public static string Of(string text)
    {
        using var hash = SHA256.Create();
        return string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(Bytes).Select(unit => unit.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
