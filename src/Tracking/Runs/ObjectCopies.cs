using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text;

namespace Tracking.Runs;

/// <summary>
/// The objects of an output of which PowerShell makes copies (CLIXML): as deep as fits into size and time. It begins at depth 1, so that a
/// depth that takes too long costs no more than itself.
/// </summary>
/// <param name="limits">How much of it there may be.</param>
internal sealed class ObjectCopies(OutputLimits limits)
{
    private const int MaxDepth = 3;

    // From how many objects on the others are foreseen.
    private const int FewObjects = 4;

    private readonly List<(int Position, object Value)> _objects = [];

    /// <param name="position">Where the copy is to stand.</param>
    /// <param name="value">The object.</param>
    public void Add(int position, object value) => _objects.Add((position, value));

    /// <summary>The text with the copies in their places.</summary>
    /// <exception cref="OutputRefusedException">They do not fit, or hold a secret, or cannot be made.</exception>
    public string InsertInto(StringBuilder xml)
    {
        if (_objects.Count == 0)
            return xml.ToString();
        var copies = new Copies(_objects.Count);
        Write(copies, depth: 1, xml.Length, shallow: null);
        for (var depth = 2; depth <= MaxDepth && limits.IsEarly; depth++)
        {
            var deeper = new Copies(_objects.Count);
            if (!Fits(copies.Bytes * Growth(copies), xml.Length) || !Write(deeper, depth, xml.Length, copies))
                break;
            deeper.Former = copies.Bytes;
            copies = deeper;
        }
        return Insert(xml.ToString(), copies.Texts);
    }

    /// <summary>How many times as large the next depth will be, if it grows as the last one did.</summary>
    private static double Growth(Copies copies) => copies.Former == 0 ? 1 : (double)copies.Bytes / copies.Former;

    private bool Fits(double bytes, int others) => others + bytes <= limits.MostBytes;

    /// <summary>Makes the copies; false when a shallower one exists and these do not fit.</summary>
    private bool Write(Copies copies, int depth, int others, Copies? shallow)
    {
        var begin = limits.Elapsed;
        for (var i = 0; i < _objects.Count; i++)
        {
            if (shallow == null)
                limits.RequireTime();
            else if (limits.Left < TimeSpan.Zero)
                return false;
            copies.Add(i, Copy(_objects[i].Value, depth));
            if (shallow == null)
                limits.Require(others + copies.Bytes);
            else if (!Fits(copies.Bytes, others) || !WillFit(copies, i + 1, others, shallow, limits.Elapsed - begin))
                return false;
        }
        return true;
    }

    /// <summary>Whether the rest fits, if it grows by this depth as the first ones did.</summary>
    private bool WillFit(Copies copies, int count, int others, Copies shallow, TimeSpan spent)
    {
        if (count < FewObjects || (count & (count - 1)) != 0)
            return true;
        var share = (double)shallow.BytesOf(count) / shallow.Bytes;
        return Fits(copies.Bytes / share / 1.25, others) && spent.Ticks / share - spent.Ticks <= limits.Left.Ticks * 1.25;
    }

    private static string Copy(object value, int depth)
    {
        string text;
        try
        {
            text = Compact(PSSerializer.Serialize(value, depth));
        }
        catch (Exception error) when (error is not PipelineStoppedException)
        {
            // Getters are other people's code.
            throw new OutputRefusedException($"a {PSObject.AsPSObject(value).BaseObject.GetType().Name} in it cannot be written", error);
        }
        if (Secrets.IsIn(text))
            throw new OutputRefusedException($"it holds a secret, within a {PSObject.AsPSObject(value).BaseObject.GetType().Name}");
        return text;
    }

    /// <summary>Without the indentation, which is a third of it. A line's end that belongs to a text is written as a code.</summary>
    private static string Compact(string clixml)
    {
        var text = new StringBuilder(clixml.Length);
        var done = 0;
        for (var next = clixml.IndexOf('\n'); next >= 0; next = clixml.IndexOf('\n', done))
        {
            text.Append(clixml, done, (next > done && clixml[next - 1] == '\r' ? next - 1 : next) - done);
            done = next + 1;
            while (done < clixml.Length && clixml[done] == ' ')
                done++;
        }
        return text.Append(clixml, done, clixml.Length - done).ToString();
    }

    private string Insert(string xml, string[] texts)
    {
        var all = new StringBuilder(xml.Length);
        var done = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            all.Append(xml, done, _objects[i].Position - done).Append(texts[i]);
            done = _objects[i].Position;
        }
        return all.Append(xml, done, xml.Length - done).ToString();
    }

    /// <summary>The copies of one depth.</summary>
    private sealed class Copies(int count)
    {
        // How many bytes those up to each have.
        private readonly long[] _sums = new long[count];

        public string[] Texts { get; } = new string[count];

        public long Bytes { get; private set; }

        /// <summary>How many bytes those one level shallower had; 0 when there were none.</summary>
        public long Former { get; set; }

        public long BytesOf(int first) => _sums[first - 1];

        public void Add(int i, string text)
        {
            Texts[i] = text;
            _sums[i] = Bytes += Encoding.UTF8.GetByteCount(text);
        }
    }
}
