using System;
using Tracking.Model;

namespace Tracking.Events;

/// <summary>
/// Reads origins of the form <c>6f9619ff-8b86-d011-b42d-00c04fc964ff/12</c> straight from bytes: the writer's GUID, and the id that it
/// gave. Most have the writer of the one before.
/// </summary>
internal sealed class OriginText
{
    private const string Shape = "00000000-0000-0000-0000-000000000000/";
    private const int MostDigits = 19;

    private readonly byte[] _lastText = new byte[Shape.Length];
    private Guid _lastWriter;

    /// <summary>Reads the whole text; false when it has another form, or an id beyond the greatest.</summary>
    public bool TryParse(byte[] bytes, int start, int length, long greatest, out Origin origin)
    {
        origin = default;
        if (length <= Shape.Length || length > Shape.Length + MostDigits || !TryWriter(bytes, start))
            return false;
        long number = 0;
        for (var i = start + Shape.Length; i < start + length; i++)
        {
            var digit = bytes[i] - '0';
            if ((uint)digit > 9 || number > (greatest - digit) / 10)
                return false;
            number = (number * 10) + digit;
        }
        if (bytes[start + Shape.Length] == '0')
            return false;
        origin = new Origin(_lastWriter, number);
        return true;
    }

    private bool TryWriter(byte[] bytes, int start)
    {
        var at = 0;
        while (at < Shape.Length && bytes[start + at] == _lastText[at])
            at++;
        if (at == Shape.Length)
            return true;
        var digits = new char[Shape.Length - 1];
        for (at = 0; at < Shape.Length; at++)
        {
            var value = (char)bytes[start + at];
            if (Shape[at] == '0' ? value is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')) : value != Shape[at])
                return false;
            if (at < digits.Length)
                digits[at] = value;
        }
        _lastWriter = Guid.ParseExact(new string(digits), "D");
        Buffer.BlockCopy(bytes, start, _lastText, 0, Shape.Length);
        return true;
    }
}
