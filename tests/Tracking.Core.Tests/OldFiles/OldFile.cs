using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Tracking.Tests;

/// <summary>A session file that a former version wrote, with what is known of it: tests/OldFiles.</summary>
public sealed class OldFile
{
    /// <summary>The files of each version.</summary>
    public static readonly IReadOnlyList<string> Names = ["whole", "optimized", "killed", "torn", "edited"];

    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "OldFiles");

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder;

    public OldFile(string version, string name)
    {
        _folder = Path.Combine(Root, version);
        Name = name;
    }

    /// <summary>The versions that wrote files, each a folder.</summary>
    public static IEnumerable<string> Versions =>
        Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).OrderBy(name => name, StringComparer.Ordinal);

    /// <summary>Each file of each version.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var version in Versions)
            {
                foreach (var name in Names)
                    all.Add(version, name);
            }
            return all;
        }
    }

    /// <summary>The name of its kind, one of <see cref="Names"/>.</summary>
    public string Name { get; }

    /// <summary>Whether it has whole lines only, each with its right check value.</summary>
    public bool IsWhole => Name is not ("torn" or "edited");

    /// <summary>Whether its last writer was killed and left a lock file, as former versions had one.</summary>
    public bool HasLock => Name is "killed" or "torn" && File.Exists(LockPath);

    /// <summary>Its bytes, as they were written.</summary>
    public byte[] Bytes => File.ReadAllBytes(Path.Combine(_folder, Name + ".json"));

    /// <summary>What it holds, as a reader sees it.</summary>
    public JsonObject State => Part("state.json");

    /// <summary>What the cmdlets of its own version answered about it, before it came here.</summary>
    public JsonObject Answers => Part("answers.json");

    /// <summary>What stands in the folder of a version about all its files; null when nothing does yet.</summary>
    public static string? StateText(string version)
    {
        var path = Path.Combine(Root, version, "state.json");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Puts it into a folder, with the lock that its last writer left; returns its path there.</summary>
    public string CopyTo(TempFolder folder)
    {
        var path = folder.File("store.json");
        File.WriteAllBytes(path, Bytes);
        if (HasLock)
            File.Copy(LockPath, path + ".lock");
        return path;
    }

    /// <summary>JSON as it stands beside the files.</summary>
    public static string Text(JsonNode? node) => node?.ToJsonString(Readable).Replace("\r\n", "\n") ?? "";

    private string LockPath => Path.Combine(_folder, "killed.json.lock");

    private JsonObject Part(string file)
    {
        var all = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, file)))!.AsObject();
        var part = all[Name]!.AsObject();
        all.Remove(Name);
        return part;
    }
}
