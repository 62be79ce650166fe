namespace Tracking.Tests.RoundTrip;

/// <summary>What is saved in a file, which is read again.</summary>
public sealed class SavedInFileTests() : SavedAndReadTest(isFile: true);
