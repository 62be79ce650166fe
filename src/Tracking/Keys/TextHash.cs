using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Keys;

/// <summary>Tells texts apart by 32 hexadecimal digits, the same on all machines.</summary>
internal static class TextHash
{
    private const int Bytes = 16;

    public static string Of(string text)
    {
        using var hash = SHA256.Create();
        var bytes = hash.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(Bytes);
        return string.Concat(bytes.Select(unit => unit.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
