namespace Tracking.Tests.RoundTrip;

/// <summary>What is saved in memory.</summary>
public sealed class SavedInMemoryTests() : SavedAndReadTest(isFile: false);
