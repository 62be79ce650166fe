using System;
using Tracking.Disk;
using Tracking.Rules;

namespace Tracking.SessionFile;

/// <summary>
/// Reads a file line by line up to a length that was taken before, in memory bounded by the longest line that is allowed.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="length">Up to which byte.</param>
/// <param name="from">From which byte, where a line begins.</param>
/// <param name="linesBefore">How many lines stand before it.</param>
internal sealed class LineReader(IDiskFile file, long length, long from = 0, long linesBefore = 0)
{
    private const int Step = 1 << 20;

    // The unread part of the buffer lies from _next to _filled, and is at _bufferOffset + _next in the file.
    private byte[] _buffer = new byte[(int)Math.Min(Step, length - from)];
    private int _next;
    private int _filled;
    private int _breaks = 1;
    private long _bufferOffset = from;

    /// <summary>The buffer that holds the line just read.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Where the line starts in the buffer.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends in the buffer, without its line break.</summary>
    public int End { get; private set; }

    /// <summary>Where the line starts in the file, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>The number of the line, from 1.</summary>
    public long Number { get; private set; } = linesBefore;

    /// <summary>Whether the line has more bytes than any may; its content is not kept then.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads the next line; false at the end.</summary>
    public bool Read()
    {
        if (_next == _filled && !Fill())
            return false;
        Number += _breaks;
        _breaks = 1;
        Offset = _bufferOffset + _next;
        var end = FindLineEnd(0);
        Start = _next;
        End = end;
        _next = Math.Min(end + 1, _filled);
        if (End > Start && _buffer[End - 1] == '\r')
            End--;
        return true;
    }

    /// <summary>Ends the line that was just read earlier, and goes on within it.</summary>
    /// <param name="end">Where it ends in the buffer.</param>
    /// <param name="next">Where the next line begins: behind a byte that was a line break once, or where the line ends.</param>
    public void Split(int end, int next)
    {
        End = end;
        _next = next;
        _breaks = 0;
    }

    /// <summary>
    /// Lengthens the line that was just read by the next one, since the line break between them was none once; false where there is none.
    /// </summary>
    public bool Join()
    {
        if (End + 1 != _next || End >= _filled || _buffer[End] != '\n')
            return false;
        var length = _next - Start;
        _next = Start;
        var end = FindLineEnd(length);
        Start = _next;
        End = end;
        _next = Math.Min(end + 1, _filled);
        _breaks = 2;
        return !IsTooLong;
    }

    /// <summary>Takes <see cref="Join"/> back.</summary>
    /// <param name="length">How long the line was.</param>
    public void Unjoin(int length)
    {
        if (IsTooLong)
            return;
        Split(Start + length, Start + length + 1);
        _breaks = 1;
    }

    /// <summary>Whether a text of ASCII stands at a place of the line.</summary>
    public bool StartsWith(string text, int offset = 0)
    {
        if (End - Start - offset < text.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (_buffer[Start + offset + i] != text[i])
                return false;
        }
        return true;
    }

    /// <summary>Whether an event with a check value seems to begin at a place of the line.</summary>
    public bool BeginsChecked(int offset) => StartsWith("{\"s\":\"", offset) || StartsWith("{\"c\":\"", offset);

    /// <summary>The line's beginning as text in which a character stands for a byte.</summary>
    public string Text(int most)
    {
        var text = new char[Math.Min(End - Start, most)];
        for (var i = 0; i < text.Length; i++)
            text[i] = (char)_buffer[Start + i];
        return new string(text);
    }

    private int FindLineEnd(int scanned)
    {
        IsTooLong = false;
        while (true)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _next + scanned, _filled - _next - scanned);
            if (end >= 0)
            {
                IsTooLong |= end - _next > StoreLimits.MaxLineBytes;
                if (IsTooLong)
                    _next = end;
                return end;
            }
            scanned = _filled - _next;
            if (IsTooLong || scanned > StoreLimits.MaxLineBytes)
            {
                IsTooLong = true;
                _next = _filled;
                scanned = 0;
            }
            if (!Fill())
                return _filled;
        }
    }

    /// <summary>Moves what is unread to the start of the buffer and reads more behind it.</summary>
    private bool Fill()
    {
        var kept = _filled - _next;
        var source = _buffer;
        if (kept * 2L > _buffer.Length)
            _buffer = new byte[(int)Math.Min(_buffer.Length * 2L, StoreLimits.MaxLineBytes + (4L * Step))];
        System.Buffer.BlockCopy(source, _next, _buffer, 0, kept);
        _bufferOffset += _next;
        _next = 0;
        _filled = kept;
        var count = file.Read(_bufferOffset + _filled, _buffer, _filled,
            (int)Math.Min(_buffer.Length - _filled, length - _bufferOffset - _filled));
        _filled += count;
        return count > 0;
    }
}
