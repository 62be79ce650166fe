using System;
using System.Linq;

namespace Tracking.Driver;

/// <summary>
/// An endless sequence of steps that is the same in every process. Each round has the same kinds of step in a random
/// order of its own, so that a few rounds have had every kind.
/// </summary>
internal sealed class Script
{
    private const int OptimizeEvery = 4000;

    private static readonly (StepKind Kind, int Size)[] Mixed =
    [
        (StepKind.Save, 50), (StepKind.Save, 50), (StepKind.Save, 5_000), (StepKind.Save, 1_000_000), (StepKind.Save, 200),
        (StepKind.Update, 50), (StepKind.Merge, 50), (StepKind.Remove, 0), (StepKind.StopRun, 0), (StepKind.StartRun, 0),
        (StepKind.Optimize, 0),
    ];

    private static readonly (StepKind Kind, int Size)[] Small =
    [
        .. Enumerable.Repeat((StepKind.Save, 50), 14),
        (StepKind.Update, 50), (StepKind.Update, 50), (StepKind.Merge, 50), (StepKind.Remove, 0), (StepKind.StopRun, 0),
        (StepKind.StartRun, 0),
    ];

    // What is replaced last leaves nothing of the large ones alive.
    private static readonly (StepKind Kind, int Size)[] Dying =
    [
        (StepKind.Save, 50), (StepKind.Save, 200), .. Enumerable.Repeat((StepKind.Replace, 1_500_000), 3), (StepKind.Compact, 50),
        .. Enumerable.Repeat((StepKind.Save, 50), 3), (StepKind.Update, 50), (StepKind.StopRun, 0),
    ];

    private readonly int _seed;
    private readonly bool _isSmall;
    private readonly (StepKind Kind, int Size)[] _steps;
    private readonly (StepKind Kind, int Size)[] _round;
    private int _shuffled = -1;

    /// <param name="name">
    /// small; mixed, which has events of a megabyte and optimises every round; dying, in which most of the file is dead once a round, in
    /// the order that it has; or beside, which is dying with the compaction on a thread of its own.
    /// </param>
    /// <param name="seed">Chooses the order.</param>
    public Script(string name, int seed)
    {
        _isSmall = name == "small";
        CompactsBeside = name == "beside";
        Compacts = name == "dying" || CompactsBeside;
        _seed = seed;
        _steps = _isSmall ? Small : Compacts ? Dying : Mixed;
        _round = [.. _steps];
    }

    /// <summary>Whether the store is compacted as by itself.</summary>
    public bool Compacts { get; }

    /// <summary>Whether steps go on while it is compacted.</summary>
    public bool CompactsBeside { get; }

    /// <summary>The step that comes at an index, on a store that the steps before it have made.</summary>
    public Step At(int index, Model model)
    {
        if (_isSmall && index % OptimizeEvery == OptimizeEvery - 1)
            return new Step(index, StepKind.Optimize, "", "", 0, 0);
        var random = new Random(HashOf(index));
        var (kind, size) = Round(index / _round.Length)[index % _round.Length];
        var task = random.Next(2) == 0 ? "a001" : "a002";
        var user = random.Next(2) == 0 ? "u1" : "u2";
        return kind switch
        {
            StepKind.Remove when model.TrackCount > 0 =>
                new Step(index, kind, task, user, 0, model.NumberAt(random.Next(model.TrackCount))),
            StepKind.StopRun when model.HasCurrentRun(task) => new Step(index, kind, task, user, 0, 0),
            StepKind.Replace or StepKind.Compact => new Step(index, kind, "a003", "u1", size, 0),
            StepKind.Remove or StepKind.StopRun => new Step(index, StepKind.Save, task, user, 50, 0),
            _ => new Step(index, kind, task, user, size, 0),
        };
    }

    private (StepKind Kind, int Size)[] Round(int round)
    {
        if (round != _shuffled && !Compacts)
        {
            _steps.CopyTo(_round, 0);
            new Random(HashOf(~round)).Shuffle(_round);
            _shuffled = round;
        }
        return _round;
    }

    // Not HashCode, whose values are other ones in each process.
    private int HashOf(int value) => unchecked((_seed * 486187739) + (value * 16777619));
}
