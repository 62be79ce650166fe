using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using Tracking.Data;

namespace Tracking.Serialization;

/// <summary>
/// The objects of an output of which PowerShell makes copies (CLIXML): as deep as fits into size and time. It begins at depth 1, so that a
/// depth that takes too long costs no more than itself, and with a few from everywhere, so that hundreds are not copied for nothing.
/// </summary>
/// <param name="limits">How much of it there may be.</param>
internal sealed class ObjectCopies(OutputLimits limits)
{
    private const int MaxDepth = 3;

    // From how many objects on the others are foreseen, and how far off that may be.
    private const int FewObjects = 16;
    private const double Doubt = 1.25;
    private const double GreatDoubt = 3;

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
        var copies = Flat(xml.Length);
        for (var depth = 2; depth <= MaxDepth && limits.IsEarly && Fits(copies.Bytes * copies.Growth, xml.Length); depth++)
        {
            if (Deeper(copies, depth, xml.Length) is not { } deeper)
                break;
            copies = deeper;
        }
        return Insert(xml.ToString(), copies.Texts);
    }

    private bool Fits(double bytes, int others) => others + bytes <= limits.MostBytes;

    private Copies Flat(int others)
    {
        var copies = new Copies(_objects.Count);
        var begin = limits.Elapsed;
        foreach (var i in Spread())
        {
            limits.RequireTime();
            copies.Add(i, Copy(_objects[i].Value, depth: 1, others + copies.Bytes));
            limits.Require(others + copies.Bytes);
            if (copies.Count != FewObjects)
                continue;
            var times = (double)_objects.Count / FewObjects / GreatDoubt;
            limits.Require(others + (long)(copies.Bytes * times));
            limits.RequireTime((limits.Elapsed - begin).Ticks * times);
        }
        return copies;
    }

    /// <summary>Copies that are one level deeper; null when they do not fit.</summary>
    private Copies? Deeper(Copies flat, int depth, int others)
    {
        var copies = new Copies(_objects.Count);
        var begin = limits.Elapsed;
        foreach (var i in Spread())
        {
            try
            {
                copies.Add(i, Copy(_objects[i].Value, depth, others + copies.Bytes));
                limits.RequireTime();
            }
            catch (OutputRefusedException error) when (error.IsOfLimit)
            {
                return null;
            }
            if (!Fits(copies.Bytes, others) || !WillFit(copies, flat, others, limits.Elapsed - begin))
                return null;
        }
        copies.Growth = (double)copies.Bytes / flat.Bytes;
        return copies;
    }

    /// <summary>Whether the rest fits, if it grows by this depth as those did that are there.</summary>
    private bool WillFit(Copies copies, Copies flat, int others, TimeSpan spent)
    {
        if (copies.Count < FewObjects || (copies.Count & (copies.Count - 1)) != 0)
            return true;
        var rest = (double)flat.Bytes / flat.BytesOf(copies.Count) - 1;
        return Fits(copies.Bytes * (1 + rest / Doubt), others) && spent.Ticks * rest <= limits.Left.Ticks * Doubt;
    }

    /// <summary>The objects by number: first a few from everywhere, then the rest in order.</summary>
    private IEnumerable<int> Spread()
    {
        var few = _objects.Count <= FewObjects ? 0 : FewObjects;
        var first = Enumerable.Range(0, few).Select(i => i * _objects.Count / few).ToArray();
        return first.Concat(Enumerable.Range(0, _objects.Count).Except(first));
    }

    private string Copy(object value, int depth, long before)
    {
        string text;
        try
        {
            text = new ObjectCopier(limits, before).Copy(value, depth);
        }
        catch (Exception error) when (error is not (OutputRefusedException or PipelineStoppedException))
        {
            // Getters are other people's code.
            throw new OutputRefusedException($"a {NameOf(value)} in it cannot be written", error);
        }
        return Secrets.IsIn(text) ? throw new OutputRefusedException($"it holds a secret, within a {NameOf(value)}") : text;
    }

    private static string NameOf(object value) => PSObject.AsPSObject(value).BaseObject.GetType().Name;

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
    private sealed class Copies(int all)
    {
        // How many bytes the first ones have, in the order in which they were made.
        private readonly List<long> _sums = new(all);

        public string[] Texts { get; } = new string[all];

        public int Count => _sums.Count;

        public long Bytes { get; private set; }

        /// <summary>How many times as large as those one level less deep they are.</summary>
        public double Growth { get; set; } = 1;

        public long BytesOf(int count) => _sums[count - 1];

        public void Add(int i, string text)
        {
            Texts[i] = text;
            Bytes += Encoding.UTF8.GetByteCount(text);
            _sums.Add(Bytes);
        }
    }
}
