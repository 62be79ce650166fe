using Xunit;

namespace Tracking.Report.Tests;

/// <summary>The tests that share a browser and the reports in it.</summary>
[CollectionDefinition(nameof(InBrowser))]
public sealed class InBrowser : ICollectionFixture<BrowserFixture>;
