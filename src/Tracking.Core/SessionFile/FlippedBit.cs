namespace Tracking.SessionFile;

/// <summary>
/// Finds the one bit of a line by which its check value is right again (format 4.7). Every bit is tried, and one counts only if it is the
/// only one. What trying costs grows with the square of a line's length, so that it is limited for a file.
/// </summary>
internal sealed class FlippedBit
{
    private const long MostSteps = 1L << 31;

    private long _stepsLeft = MostSteps;

    /// <summary>Where the bit is in the line, in bytes from its start.</summary>
    public int At { get; private set; }

    /// <summary>The bit, in its byte.</summary>
    public byte Mask { get; private set; }

    /// <summary>Whether two bytes differ by one bit.</summary>
    public static bool IsBetween(byte one, byte other) => Ones(one ^ other) == 1;

    /// <summary>Looks for the bit.</summary>
    /// <param name="buffer">Where the line is; it is as it was afterwards.</param>
    /// <param name="start">Where it begins, behind the comma of an event.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="last">What the line ends with.</param>
    /// <param name="seed">With which the file's lines are seeded; null where a line can have none.</param>
    public bool Find(byte[] buffer, int start, int end, char last, uint? seed)
    {
        if (end - start <= LineCheck.Opening.Length)
            return false;
        Mask = 0;
        var count = Try(buffer, start, end, last, LineCheck.Opening, 0);
        if (seed is { } value)
            count += Try(buffer, start, end, last, LineCheck.SeededOpening, value);
        return count == 1;
    }

    /// <summary>How many bits make the line right by a seed; the last of them stands in <see cref="At"/>.</summary>
    private int Try(byte[] buffer, int start, int end, char last, string opening, uint seed)
    {
        // What every line has in the same place is right, or the bit is there.
        var (at, mask, wrong) = (0, 0, 0);
        for (var i = 0; i <= opening.Length; i++)
        {
            if (i is >= LineCheck.ValueStart and < LineCheck.CoveredFrom)
                continue;
            var place = i < opening.Length ? start + i : end - 1;
            var differs = buffer[place] ^ (byte)(i < opening.Length ? opening[i] : last);
            if (differs != 0)
                (at, mask, wrong) = (place - start, differs, wrong + Ones(differs));
        }
        if (wrong > 1)
            return 0;
        var (controls, control) = Controls(buffer, start + opening.Length, end - 1);
        if (controls + wrong > 1)
            return 0;
        if (wrong == 1)
            return IsRightWith(buffer, start, end, at, (byte)mask, opening, seed) ? Found(at, (byte)mask) : 0;
        return controls == 1
            ? TryByte(buffer, start, end, control - start, opening, seed)
            : TryValue(buffer, start, end, seed) + TryCovered(buffer, start, end, seed);
    }

    private int TryByte(byte[] buffer, int start, int end, int at, string opening, uint seed)
    {
        var count = 0;
        for (var bit = 0; bit < 8; bit++)
            count += IsRightWith(buffer, start, end, at, (byte)(1 << bit), opening, seed) ? Found(at, (byte)(1 << bit)) : 0;
        return count;
    }

    /// <summary>The bit may be in the value itself.</summary>
    private int TryValue(byte[] buffer, int start, int end, uint seed)
    {
        var right = LineCheck.Text(LineCheck.Compute(buffer, start + LineCheck.CoveredFrom, end) ^ seed);
        var (at, mask, wrong) = (0, 0, 0);
        for (var i = 0; i < right.Length; i++)
        {
            var differs = buffer[start + LineCheck.ValueStart + i] ^ (byte)right[i];
            if (differs != 0)
                (at, mask, wrong) = (LineCheck.ValueStart + i, differs, wrong + Ones(differs));
        }
        return wrong == 1 ? Found(at, (byte)mask) : 0;
    }

    /// <summary>Tries each bit that the value covers, four at a time, since a step of one does not wait for that of another.</summary>
    private int TryCovered(byte[] buffer, int start, int end, uint seed)
    {
        var covered = end - start - LineCheck.CoveredFrom;
        var cost = 32L * ((covered / 8) + 8) * ((covered / 8) + 8);
        if (LineCheck.Value(buffer, start) is not { } value || cost > _stepsLeft)
            return 0;
        _stepsLeft -= cost;
        var target = value ^ seed;
        var steps = LineCheck.Steps(buffer, start + LineCheck.CoveredFrom, end);
        var words = covered / 8;
        var hash = LineCheck.Begin(covered);
        var count = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            var word = steps[i];
            for (var bit = 0; bit < (i < words ? 64 : 8); bit += 4)
            {
                var (one, two) = (LineCheck.Mix(hash, word ^ (1UL << bit)), LineCheck.Mix(hash, word ^ (2UL << bit)));
                var (three, four) = (LineCheck.Mix(hash, word ^ (4UL << bit)), LineCheck.Mix(hash, word ^ (8UL << bit)));
                for (var j = i + 1; j < steps.Length; j++)
                {
                    var next = steps[j];
                    one = LineCheck.Mix(one, next);
                    two = LineCheck.Mix(two, next);
                    three = LineCheck.Mix(three, next);
                    four = LineCheck.Mix(four, next);
                }
                count += FoundIn(one, bit) + FoundIn(two, bit + 1) + FoundIn(three, bit + 2) + FoundIn(four, bit + 3);

                int FoundIn(ulong end, int at) => LineCheck.Fold(end) != target ? 0 : i < words
                    ? Found(LineCheck.CoveredFrom + (i * 8) + (at / 8), (byte)(1 << (at % 8)))
                    : Found(LineCheck.CoveredFrom + (words * 8) + i - words, (byte)(1 << at));
            }
            hash = LineCheck.Mix(hash, word);
        }
        return count;
    }

    private int Found(int at, byte mask)
    {
        (At, Mask) = (at, mask);
        return 1;
    }

    private static bool IsRightWith(byte[] buffer, int start, int end, int at, byte mask, string opening, uint seed)
    {
        buffer[start + at] ^= mask;
        var isRight = opening == LineCheck.Opening ? LineCheck.IsRight(buffer, start, end) : LineCheck.IsRight(buffer, start, end, seed);
        buffer[start + at] ^= mask;
        return isRight;
    }

    /// <summary>How many control characters stand in a line, which JSON has none of, up to two; and where the first does.</summary>
    private static (int Count, int At) Controls(byte[] buffer, int from, int to)
    {
        var (count, first) = (0, 0);
        for (var i = from; i < to && count < 2; i++)
        {
            if (buffer[i] < 0x20 && count++ == 0)
                first = i;
        }
        return (count, first);
    }

    private static int Ones(int bits)
    {
        var count = 0;
        for (; bits != 0; bits &= bits - 1)
            count++;
        return count;
    }
}
