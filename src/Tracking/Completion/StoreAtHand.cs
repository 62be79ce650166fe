using System;
using System.IO;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Completion;

/// <summary>
/// The store that a line is about: the one that it names, else the current one if it is open. Nothing is made, locked or written for a
/// Tab: a file that is named and not open here is
/// read as a snapshot.
/// </summary>
internal sealed class StoreAtHand : IDisposable
{
    /// <summary>A file that is longer takes more than a moment to read: for its names, open it.</summary>
    private const long LongestFile = 4 << 20;

    private readonly bool _isOwn;

    private StoreAtHand(TrackStore store, ITrackStore opened, bool isOwn)
    {
        Store = store;
        Opened = opened;
        _isOwn = isOwn;
    }

    public TrackStore Store { get; }

    public ITrackStore Opened { get; }

    public static StoreAtHand? Find(CommandLine line)
    {
        var store = line.NamesStore ? Named(line.Store) : StoreRegistry.Instance.CurrentIfOpen;
        if (store is { State: StoreState.Open, Opened: { } opened })
            return new StoreAtHand(store, opened, isOwn: false);
        return store is { FileKind: { } kind, Length: <= LongestFile }
            ? new StoreAtHand(store, kind.OpenSnapshot(store.Path!), isOwn: true)
            : null;
    }

    public void Dispose()
    {
        if (_isOwn)
            Opened.Dispose();
    }

    private static TrackStore? Named(object? given) => given switch
    {
        TrackStore store => store,
        FileInfo file => StoreRegistry.Instance.ForPath(file.FullName),
        string { Length: > 0 } path => StoreRegistry.Instance.ForPath(StorePaths.Resolve(Session, path)),
        _ => null,
    };

    /// <summary>The session of the user who pressed Tab; a completer is handed none.</summary>
    private static SessionState Session
    {
        get
        {
            var context = PSObject.AsPSObject(ScriptBlock.Create("$ExecutionContext").InvokeReturnAsIs());
            return ((EngineIntrinsics)context.BaseObject).SessionState;
        }
    }
}
