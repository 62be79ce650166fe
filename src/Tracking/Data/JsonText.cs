using System.Globalization;
using System.Text;

namespace Tracking.Data;

/// <summary>Writes JSON for other programs, without white space. Commas come by themselves.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();
    private bool _needsComma;

    public int Length => _text.Length;

    public JsonText Begin(char bracket)
    {
        Separate();
        _text.Append(bracket);
        _needsComma = false;
        return this;
    }

    public JsonText End(char bracket)
    {
        _text.Append(bracket);
        _needsComma = true;
        return this;
    }

    public JsonText Name(string name)
    {
        Text(name);
        _text.Append(':');
        _needsComma = false;
        return this;
    }

    /// <summary>A text; null for null.</summary>
    public JsonText Text(string? value)
    {
        if (value == null)
            return Raw("null");
        Separate();
        _text.Append('"');
        foreach (var character in value)
        {
            switch (character)
            {
                case '"' or '\\':
                    _text.Append('\\').Append(character);
                    break;
                case '\n':
                    _text.Append("\\n");
                    break;
                case '\r':
                    _text.Append("\\r");
                    break;
                case '\t':
                    _text.Append("\\t");
                    break;
                case < ' ' or '\u007f':
                    _text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    _text.Append(character);
                    break;
            }
        }
        _text.Append('"');
        _needsComma = true;
        return this;
    }

    /// <summary>What is JSON already.</summary>
    public JsonText Raw(string json)
    {
        Separate();
        _text.Append(json);
        _needsComma = true;
        return this;
    }

    public JsonText Number(long value) => Raw(value.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();

    private void Separate()
    {
        if (_needsComma)
            _text.Append(',');
    }
}
