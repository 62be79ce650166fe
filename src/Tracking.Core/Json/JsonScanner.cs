using System.Text;

namespace Tracking.Json;

internal enum JsonToken
{
    None,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Name,
    String,
    Number,
    True,
    False,
    Null,
    End,
}

/// <summary>
/// Reads UTF-8 as JSON exactly as RFC 8259 has it, token by token, in time and memory bounded by what it is given. Where Newtonsoft's
/// reader is lenient (<c>010</c>, comments, single quotes, bad UTF-8) this one refuses, so that a file says the same to every reader.
/// </summary>
internal sealed class JsonScanner
{
    private byte[] _buffer = [];
    private int _position;
    private int _end;
    private int _maxDepth;
    private ulong _objects;
    private bool _expectName;
    private bool _expectComma;

    /// <summary>The token just read.</summary>
    public JsonToken Token { get; private set; }

    /// <summary>The index of its first byte; for a string or a name, the byte after the quote.</summary>
    public int Start { get; private set; }

    /// <summary>Its length in bytes; for a string or a name, without its quotes.</summary>
    public int Length { get; private set; }

    /// <summary>Whether a string or name has escapes.</summary>
    public bool HasEscapes { get; private set; }

    /// <summary>Whether a number has neither a fraction nor an exponent.</summary>
    public bool IsInteger { get; private set; }

    /// <summary>How many objects and arrays are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The index of the byte after the token.</summary>
    public int Position => _position;

    /// <summary>Starts on a part of a buffer that holds one JSON value, nested at most <paramref name="maxDepth"/> levels deep.</summary>
    public void Reset(byte[] buffer, int start, int end, int maxDepth = JsonLimits.MaxDepth)
    {
        _maxDepth = maxDepth;
        _buffer = buffer;
        _position = start;
        _end = end;
        _objects = 0;
        _expectName = false;
        _expectComma = false;
        Depth = 0;
        Token = JsonToken.None;
    }

    /// <summary>Reads the next token; <see cref="JsonToken.End"/> after the value.</summary>
    /// <exception cref="JsonSyntaxException">It is not JSON, or nested too deeply.</exception>
    public JsonToken Read()
    {
        SkipWhiteSpace();
        if (Depth == 0 && Token != JsonToken.None)
            return _position == _end ? Token = JsonToken.End : throw Bad("there is something behind the value");
        if (_position == _end)
            throw Bad("it ends in the middle");
        var next = _buffer[_position];
        if (next is (byte)'}' or (byte)']')
            return Close(next);
        if (_expectComma)
        {
            if (next != ',')
                throw Bad("a comma is missing");
            _position++;
            _expectComma = false;
            SkipWhiteSpace();
            if (_position == _end)
                throw Bad("it ends in the middle");
            next = _buffer[_position];
            if (next is (byte)'}' or (byte)']')
                throw Bad("a comma stands before the end of a list");
        }
        return _expectName ? ReadName(next) : ReadValue(next);
    }

    /// <summary>Reads on to the end of the value whose first token was just read.</summary>
    public void SkipValue()
    {
        if (Token is not (JsonToken.ObjectStart or JsonToken.ArrayStart))
            return;
        var outer = Depth - 1;
        while (Depth > outer)
            Read();
    }

    /// <summary>The text of a string, name or number.</summary>
    public string GetText() => HasEscapes ? Unescape() : Encoding.UTF8.GetString(_buffer, Start, Length);

    /// <summary>A whole number between 0 and <paramref name="most"/>.</summary>
    public long GetCount(long most)
    {
        if (Token != JsonToken.Number || !IsInteger || _buffer[Start] == '-' || Length > 19)
            throw Bad("a whole number is expected");
        long value = 0;
        for (var i = 0; i < Length; i++)
        {
            var digit = _buffer[Start + i] - '0';
            if (value > (most - digit) / 10)
                throw Bad("a number is too large");
            value = (value * 10) + digit;
        }
        return value;
    }

    public JsonSyntaxException Bad(string why) => new(why, _position);

    private JsonToken Close(byte bracket)
    {
        var inObject = IsInObject();
        if (Depth == 0 || inObject != (bracket == '}') || (inObject && !_expectName && !_expectComma))
            throw Bad("a bracket closes nothing");
        Start = _position++;
        Length = 1;
        Depth--;
        Token = inObject ? JsonToken.ObjectEnd : JsonToken.ArrayEnd;
        AfterValue();
        return Token;
    }

    private JsonToken ReadName(byte next)
    {
        if (next != '"')
            throw Bad("a key is missing");
        ReadString();
        SkipWhiteSpace();
        if (_position == _end || _buffer[_position] != ':')
            throw Bad("a colon is missing");
        _position++;
        _expectName = false;
        return Token = JsonToken.Name;
    }

    private JsonToken ReadValue(byte next)
    {
        switch (next)
        {
            case (byte)'{':
                return Open(JsonToken.ObjectStart);
            case (byte)'[':
                return Open(JsonToken.ArrayStart);
            case (byte)'"':
                ReadString();
                Token = JsonToken.String;
                break;
            case (byte)'t':
                ReadWord("true", JsonToken.True);
                break;
            case (byte)'f':
                ReadWord("false", JsonToken.False);
                break;
            case (byte)'n':
                ReadWord("null", JsonToken.Null);
                break;
            default:
                ReadNumber();
                break;
        }
        AfterValue();
        return Token;
    }

    private JsonToken Open(JsonToken token)
    {
        if (Depth == _maxDepth)
            throw Bad("it is nested too deeply");
        Depth++;
        var bit = 1UL << Depth;
        _objects = token == JsonToken.ObjectStart ? _objects | bit : _objects & ~bit;
        _expectName = token == JsonToken.ObjectStart;
        Start = _position++;
        Length = 1;
        return Token = token;
    }

    private void AfterValue()
    {
        _expectComma = true;
        _expectName = IsInObject();
    }

    /// <summary>Whether the innermost bracket is that of an object; outside of all, where the bit is never set, it is none.</summary>
    private bool IsInObject() => (_objects & (1UL << Depth)) != 0;

    private void ReadWord(string word, JsonToken token)
    {
        if (_end - _position < word.Length)
            throw Bad("it ends in the middle");
        for (var i = 0; i < word.Length; i++)
        {
            if (_buffer[_position + i] != word[i])
                throw Bad("a value is none of JSON's");
        }
        Start = _position;
        Length = word.Length;
        _position += word.Length;
        Token = token;
    }

    private void ReadNumber()
    {
        Start = _position;
        IsInteger = true;
        if (Peek() == '-')
            _position++;
        if (Peek() == '0')
            _position++;
        else
            ReadDigits();
        if (Peek() == '.')
        {
            IsInteger = false;
            _position++;
            ReadDigits();
        }
        if (Peek() is 'e' or 'E')
        {
            IsInteger = false;
            _position++;
            if (Peek() is '+' or '-')
                _position++;
            ReadDigits();
        }
        Length = _position - Start;
        if (Length > JsonLimits.MaxNumberLength)
            throw Bad("a number has too many digits");
        Token = JsonToken.Number;
    }

    private int Peek() => _position < _end ? _buffer[_position] : -1;

    private void ReadDigits()
    {
        var first = _position;
        while (_position < _end && (uint)(_buffer[_position] - '0') <= 9)
            _position++;
        if (_position == first)
            throw Bad("a value is none of JSON's");
    }

    private void SkipWhiteSpace()
    {
        // The lines that this module writes have none.
        if (_position < _end && _buffer[_position] > ' ')
            return;
        while (_position < _end && _buffer[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            _position++;
    }

    private void ReadString()
    {
        var buffer = _buffer;
        var at = ++_position;
        Start = at;
        HasEscapes = false;
        while (true)
        {
            if (at >= _end)
                throw Bad("it ends in the middle of a string");
            var value = buffer[at];
            if (value == '"')
                break;
            if (value >= 0x80)
            {
                at += Utf8Length(at);
            }
            else if (value == '\\')
            {
                HasEscapes = true;
                at = SkipEscape(at);
            }
            else if (value < 0x20)
            {
                _position = at;
                throw Bad("a string holds a control character");
            }
            else
            {
                at++;
            }
        }
        Length = at - Start;
        _position = at + 1;
    }

    private int Utf8Length(int at)
    {
        _position = at;
        var lead = _buffer[at];
        var length = lead switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 0 };
        if (length == 0 || at + length > _end)
            throw Bad("the text is not UTF-8");
        var second = _buffer[at + 1];
        // Overlong forms, halves of surrogate pairs and what lies beyond Unicode show in the second byte.
        var lowest = lead switch { 0xE0 => 0xA0, 0xF0 => 0x90, _ => 0x80 };
        var highest = lead switch { 0xED => 0x9F, 0xF4 => 0x8F, _ => 0xBF };
        if (second < lowest || second > highest)
            throw Bad("the text is not UTF-8");
        for (var i = 2; i < length; i++)
        {
            if ((_buffer[at + i] & 0xC0) != 0x80)
                throw Bad("the text is not UTF-8");
        }
        return length;
    }

    private int SkipEscape(int at)
    {
        _position = at;
        if (at + 1 >= _end)
            throw Bad("it ends in the middle of a string");
        if (_buffer[at + 1] != 'u')
        {
            return _buffer[at + 1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t'
                ? at + 2
                : throw Bad("a string has an unknown escape");
        }
        var unit = HexUnit(at);
        if (char.IsLowSurrogate(unit))
            throw Bad("a string holds half of a surrogate pair");
        if (!char.IsHighSurrogate(unit))
            return at + 6;
        if (at + 7 >= _end || _buffer[at + 6] != '\\' || _buffer[at + 7] != 'u' || !char.IsLowSurrogate(HexUnit(at + 6)))
            throw Bad("a string holds half of a surrogate pair");
        return at + 12;
    }

    private char HexUnit(int at)
    {
        if (at + 6 > _end)
            throw Bad("it ends in the middle of a string");
        var unit = 0;
        for (var i = at + 2; i < at + 6; i++)
        {
            var digit = _buffer[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => _buffer[i] - '0',
                >= (byte)'a' and <= (byte)'f' => _buffer[i] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => _buffer[i] - 'A' + 10,
                _ => throw Bad("a string has an unknown escape"),
            };
            unit = (unit << 4) | digit;
        }
        return (char)unit;
    }

    private string Unescape()
    {
        var text = new StringBuilder(Length);
        var end = Start + Length;
        for (var at = Start; ;)
        {
            var plain = at;
            while (at < end && _buffer[at] != '\\')
                at++;
            text.Append(Encoding.UTF8.GetString(_buffer, plain, at - plain));
            if (at == end)
                return text.ToString();
            var escape = _buffer[at + 1];
            text.Append(escape switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                (byte)'u' => HexUnit(at),
                _ => (char)escape,
            });
            at += escape == 'u' ? 6 : 2;
        }
    }
}
