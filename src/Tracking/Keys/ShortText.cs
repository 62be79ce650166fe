using System.Text;

namespace Tracking.Keys;

/// <summary>A text as it is put on record: whole where it is short, else its beginning and what tells it from others.</summary>
internal static class ShortText
{
    private const int MaxLength = 200;
    private const int HashLength = 16;

    public static string Of(string text)
    {
        // Half of a surrogate pair, which no file can hold, becomes the replacement character.
        var storable = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        if (storable.Length <= MaxLength)
            return storable;
        var end = char.IsHighSurrogate(storable[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return $"{storable.Substring(0, end)}… ({TextHash.Of(text).Substring(0, HashLength)})";
    }
}
