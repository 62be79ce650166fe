using System;
using System.Collections.Generic;
using System.Linq;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(Tracking.Tests.QuickFirst))]

namespace Tracking.Tests;

/// <summary>A mutant is done with at the first test that notices it, so that the tests that take long or wait come last.</summary>
public sealed class QuickFirst : ITestCollectionOrderer
{
    private static readonly string[] Slow =
    [
        nameof(ChangedLinesTests),
        nameof(TornFileTests),
        nameof(ChangedByteTests),
        nameof(BrokenCopyTests),
        nameof(PowerLossTests),
        nameof(FailingCallTests),
        nameof(FollowedFileTests),
        nameof(FollowedFileHistoryTests),
        nameof(ClosedFileTests),
        nameof(SessionFileTests),
        nameof(FileLockTests),
        nameof(DeletedFileTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection =>
            Array.FindIndex(Slow, name => collection.TestCollectionDisplayName.Contains("." + name, StringComparison.Ordinal)))];
}
