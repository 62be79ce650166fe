using System;
using System.Globalization;
using System.Text;

namespace Tracking.Json;

/// <summary>A growing buffer for compact JSON in UTF-8. Writing a value allocates nothing.</summary>
internal sealed class JsonBuffer
{
    private const string Hex = "0123456789abcdef";
    private const int SecondLength = 20;

    private readonly byte[] _secondText = new byte[SecondLength];
    private byte[] _bytes = new byte[512];
    private long _second = -1;

    public byte[] Bytes => _bytes;

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public byte[] ToArray()
    {
        var copy = new byte[Length];
        Array.Copy(_bytes, copy, Length);
        return copy;
    }

    public JsonBuffer Byte(char ascii)
    {
        Reserve(1);
        _bytes[Length++] = (byte)ascii;
        return this;
    }

    /// <summary>Writes ASCII unescaped: brackets, fixed keys, numbers.</summary>
    public JsonBuffer Ascii(string text)
    {
        Reserve(text.Length);
        var (bytes, at) = (_bytes, Length);
        foreach (var c in text)
            bytes[at++] = (byte)c;
        Length = at;
        return this;
    }

    public JsonBuffer Raw(byte[] bytes, int start, int count)
    {
        Reserve(count);
        Buffer.BlockCopy(bytes, start, _bytes, Length, count);
        Length += count;
        return this;
    }

    public JsonBuffer Raw(byte[] bytes) => Raw(bytes, 0, bytes.Length);

    /// <summary>
    /// Writes a string in quotes, and escapes what JSON requires. The text must be well-formed: no half of a surrogate pair.
    /// </summary>
    public JsonBuffer Text(string text)
    {
        Reserve((text.Length * 3) + 2);
        _bytes[Length++] = (byte)'"';
        for (var i = CopyPlain(text); i < text.Length; i++)
        {
            var c = text[i];
            if (c >= 0x80)
            {
                var run = i;
                while (i < text.Length && text[i] >= 0x80)
                    i++;
                Length += Encoding.UTF8.GetBytes(text, run, i - run, _bytes, Length);
                i--;
            }
            else if (c is '"' or '\\' or < ' ')
            {
                Escape(c);
                // An escape is longer than what was reserved for its character, so the rest is reserved again.
                Reserve(((text.Length - i) * 3) + 2);
            }
            else
            {
                _bytes[Length++] = (byte)c;
            }
        }
        return Byte('"');
    }

    public JsonBuffer Number(long value)
    {
        Reserve(20);
        if (value < 0)
            return Ascii(value.ToString(CultureInfo.InvariantCulture));
        var digits = 1;
        for (var rest = value; rest >= 10; rest /= 10)
            digits++;
        Digits(value, digits);
        return this;
    }

    /// <summary>Writes a UTC time as <c>"2026-11-24T23:09:52.1234567Z"</c>.</summary>
    public JsonBuffer Time(DateTime utc)
    {
        // Most times are in the same second as the time before.
        var second = utc.Ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
            WriteSecond(utc, second);
        Reserve(SecondLength + 10);
        Byte('"').Raw(_secondText);
        Digits(utc.Ticks - (second * TimeSpan.TicksPerSecond), 7);
        return Ascii("Z\"");
    }

    /// <summary>Stores the text of a time up to its decimal point.</summary>
    private void WriteSecond(DateTime utc, long second)
    {
        var start = Length;
        Reserve(SecondLength);
        Digits(utc.Year, 4);
        Byte('-');
        Digits(utc.Month, 2);
        Byte('-');
        Digits(utc.Day, 2);
        Byte('T');
        Digits(utc.Hour, 2);
        Byte(':');
        Digits(utc.Minute, 2);
        Byte(':');
        Digits(utc.Second, 2);
        Byte('.');
        Buffer.BlockCopy(_bytes, start, _secondText, 0, SecondLength);
        Length = start;
        _second = second;
    }

    /// <summary>Writes characters of one byte each, and returns the index of the first that is longer or must be escaped.</summary>
    private int CopyPlain(string text)
    {
        var (bytes, at) = (_bytes, Length);
        var i = 0;
        for (; i < text.Length && text[i] is >= ' ' and < '\x80' and not ('"' or '\\'); i++)
            bytes[at++] = (byte)text[i];
        Length = at;
        return i;
    }

    private void Digits(long value, int count)
    {
        var (bytes, start) = (_bytes, Length);
        var i = start + count - 1;
        for (; value > uint.MaxValue; i--)
        {
            bytes[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
        for (var rest = (uint)value; i >= start; i--)
        {
            var tenth = rest / 10;
            bytes[i] = (byte)('0' + (rest - (tenth * 10)));
            rest = tenth;
        }
        Length = start + count;
    }

    private void Escape(char c)
    {
        _bytes[Length++] = (byte)'\\';
        var letter = c switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => 'u' };
        _bytes[Length++] = (byte)letter;
        if (letter == 'u')
            Ascii("00").Byte(Hex[c >> 4]).Byte(Hex[c & 15]);
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
    }
}
