using System;
using System.IO;
using System.Management.Automation;

namespace Tracking.Bench.Floors;

/// <summary>Reads the last 4 KB of each session file in a folder, and counts their bytes.</summary>
[Cmdlet(VerbsCommunications.Read, "FileEnd")]
[OutputType(typeof(long))]
public sealed class ReadFileEndCommand : PSCmdlet
{
    private const int Most = 4096;

    [Parameter(Mandatory = true, Position = 0)]
    public string Folder { get; set; } = "";

    protected override void ProcessRecord()
    {
        var buffer = new byte[Most];
        var read = 0L;
        foreach (var path in Directory.EnumerateFiles(Folder, "*.json"))
        {
            // No buffer of its own, which would be filled first.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            file.Seek(-Math.Min(file.Length, Most), SeekOrigin.End);
            read += file.Read(buffer, 0, Most);
        }
        WriteObject(read);
    }
}
