using System;

namespace Tracking.Json;

/// <summary>
/// Reads times of the form <c>2026-11-24T23:09:52.1234567Z</c>, with none to seven digits behind the point, straight from bytes.
/// </summary>
internal static class UtcText
{
    private const string Shape = "0000-00-00T00:00:00";

    public static bool TryParse(byte[] bytes, int start, int length, out DateTime time)
    {
        time = default;
        if (length < Shape.Length + 1 || length > Shape.Length + 9 || bytes[start + length - 1] != 'Z')
            return false;
        for (var i = 0; i < Shape.Length; i++)
        {
            if (Shape[i] == '0' ? !IsDigit(bytes[start + i]) : bytes[start + i] != Shape[i])
                return false;
        }
        long ticks = 0;
        var fraction = length - Shape.Length - 2;
        if (fraction >= 0)
        {
            if (fraction == 0 || bytes[start + Shape.Length] != '.')
                return false;
            for (var i = 0; i < 7; i++)
            {
                var digit = (byte)'0';
                if (i < fraction)
                    digit = bytes[start + Shape.Length + 1 + i];
                if (!IsDigit(digit))
                    return false;
                ticks = (ticks * 10) + (digit - '0');
            }
        }
        int year = Number(0, 4), month = Number(5, 2), day = Number(8, 2), hour = Number(11, 2), minute = Number(14, 2), second =
            Number(17, 2);
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59
            || second > 59)
        {
            return false;
        }
        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(ticks);
        return true;

        int Number(int offset, int digits)
        {
            var value = 0;
            for (var i = start + offset; i < start + offset + digits; i++)
                value = (value * 10) + (bytes[i] - '0');
            return value;
        }
    }

    private static bool IsDigit(byte value) => (uint)(value - '0') <= 9;
}
