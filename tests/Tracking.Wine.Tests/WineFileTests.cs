using System.Reflection;
using System.Runtime.ExceptionServices;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;

namespace Tracking.Tests;

/// <summary>The contract in a file of Windows that is never optimised: Wine 8 puts nothing in the place of an open file.</summary>
public sealed class WineFileTests : TrackStoreContract
{
    private readonly TempFolder _folder = new();

    /// <inheritdoc/>
    protected override ITrackStore Open() => Unoptimized.Over(FileTrackStore.Open(_folder.File(), clock: Clock.Read));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    /// <summary>A store all of whose calls but one are another's.</summary>
    public class Unoptimized : DispatchProxy
    {
        private ITrackStore? _store;

        public static ITrackStore Over(ITrackStore store)
        {
            var proxy = Create<ITrackStore, Unoptimized>();
            ((Unoptimized)(object)proxy)._store = store;
            return proxy;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(ITrackStore.Optimize))
            {
                _store!.Flush();
                return new OptimizeResult(0, 0);
            }
            try
            {
                return targetMethod.Invoke(_store, args);
            }
            catch (TargetInvocationException error)
            {
                ExceptionDispatchInfo.Throw(error.InnerException!);
                throw;
            }
        }
    }
}
