using System;
using System.Reflection;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>A store that breaks as a server does: before a call, or behind it, when the answer is lost.</summary>
public class BreakingStore : DispatchProxy
{
    private ITrackStore _store = null!;
    private bool _staysOpen;

    /// <summary>Sees the name and the arguments of each call before it is made, and may throw.</summary>
    public Action<string, object?[]> Before { get; set; } = (_, _) => { };

    /// <summary>Sees each call behind it, and may throw.</summary>
    public Action<string> Behind { get; set; } = _ => { };

    /// <summary>A store that is another one, until it breaks.</summary>
    public static (ITrackStore Store, BreakingStore Breaks) Of(ITrackStore store)
    {
        var proxy = Create<ITrackStore, BreakingStore>();
        var breaks = (BreakingStore)(object)proxy;
        breaks._store = store;
        return (proxy, breaks);
    }

    /// <summary>A store that is another one, which stays open when it is closed.</summary>
    public static ITrackStore Undisposed(ITrackStore store)
    {
        var (proxy, breaks) = Of(store);
        breaks._staysOpen = true;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Before(targetMethod!.Name, args ?? []);
        if (_staysOpen && targetMethod.Name == nameof(IDisposable.Dispose))
            return null;
        try
        {
            var answer = targetMethod.Invoke(_store, args);
            Behind(targetMethod.Name);
            return answer;
        }
        catch (TargetInvocationException error)
        {
            throw error.InnerException!;
        }
    }
}
