using System;
using System.IO;

namespace Tracking.Tests;

/// <summary>A folder of its own that goes away with the test.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracking-");

    /// <summary>The path of a file in it, whether there is one or not.</summary>
    public string File(string name = "store.json") => Path.Combine(_folder.FullName, name);

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
