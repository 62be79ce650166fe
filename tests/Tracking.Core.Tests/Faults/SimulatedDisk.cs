using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Disk;

namespace Tracking.Tests;

/// <summary>
/// A disk in memory that counts calls, fails those that it is told to, and loses what was not flushed when the power goes: a file's
/// pages until the file is flushed, a name until its folder is.
/// </summary>
internal sealed class SimulatedDisk : IDisk
{
    private readonly int _pageSize;
    private readonly Dictionary<string, SimulatedFile?> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedFile?> _durableNames = new(StringComparer.Ordinal);
    private readonly HashSet<SimulatedFile> _locked = [];

    /// <param name="pageSize">Small, so that a page's end lies in the middle of many lines.</param>
    public SimulatedDisk(int pageSize = 64)
    {
        _pageSize = pageSize;
        _names.Add("/", null);
        _durableNames.Add("/", null);
    }

    /// <summary>How many calls were made.</summary>
    public long Calls { get; private set; }

    /// <summary>Which calls fail; null for none.</summary>
    public DiskFault? Fault { get; set; }

    /// <summary>How many flushes of files and folders fail from now on; the pages are dropped.</summary>
    public int FlushesToFail { get; set; }

    /// <summary>Whether files may only be read.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Hears of each call after it was done, failed ones too.</summary>
    public Action<string>? Called { get; set; }

    /// <summary>Hears of each handle that is being closed.</summary>
    public Action? Closing { get; set; }

    /// <summary>How many handles are open.</summary>
    public int OpenHandles { get; set; }

    /// <summary>How many files are locked.</summary>
    public int LockCount => _locked.Count + _names.Values.OfType<SimulatedFile>().Distinct().Count(file => file.Locks.Count > 0);

    /// <summary>Whether a file can be given another name only if that is free.</summary>
    public bool Places { get; set; } = true;

    /// <summary>Whether two files can change places in one step.</summary>
    public bool Exchanges { get; set; } = true;

    /// <summary>How many bytes it says that it has room for.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>The files that there are, by path.</summary>
    public IEnumerable<string> Files => _names.Where(name => name.Value != null).Select(name => name.Key).Order(StringComparer.Ordinal);

    /// <summary>A disk with the same content, without anyone who uses it.</summary>
    public SimulatedDisk Copy()
    {
        lock (_names)
        {
            var copy = new SimulatedDisk(_pageSize) { Places = Places, Exchanges = Exchanges };
            var files = _names.Values.Concat(_durableNames.Values).OfType<SimulatedFile>().Distinct()
                .ToDictionary(file => file, file => file.Copy());
            foreach (var (path, file) in _names)
                copy._names[path] = file == null ? null : files[file];
            foreach (var (path, file) in _durableNames)
                copy._durableNames[path] = file == null ? null : files[file];
            return copy;
        }
    }

    /// <summary>A disk with what this one holds after the power went.</summary>
    /// <param name="loss">What happens to pages that were not flushed.</param>
    /// <param name="losesNames">Whether names are as they were when their folder was flushed.</param>
    /// <param name="seed">For what happens at random.</param>
    public SimulatedDisk LosePower(PageLoss loss, bool losesNames, int seed = 0)
    {
        var after = Copy();
        var random = new Random(seed);
        var (from, to) = losesNames ? (after._durableNames, after._names) : (after._names, after._durableNames);
        to.Clear();
        foreach (var (path, file) in from.Where(name => name.Key == "/" || AllParents(name.Key).All(from.ContainsKey)))
            to.Add(path, file);
        foreach (var file in after._names.Values.OfType<SimulatedFile>())
        {
            file.LosePower(loss, random);
            // A name that was taken away and not for good is there again.
            file.LinkCount = Math.Max(1, file.LinkCount);
        }
        return after;
    }

    public byte[] ReadAll(string path) => File(path).ReadAll();

    /// <summary>The file at a path, to look at and to set up what the calls cannot.</summary>
    public SimulatedFile File(string path) => _names.GetValueOrDefault(path) ?? throw new FileNotFoundException("No such file.", path);

    /// <summary>Puts a file on the disk, flushed, with its folder.</summary>
    public void Put(string path, byte[] content)
    {
        var file = new SimulatedFile(_pageSize);
        file.Write(0, content);
        file.Flush();
        foreach (var names in (Dictionary<string, SimulatedFile?>[])[_names, _durableNames])
        {
            foreach (var parent in AllParents(path))
                names[parent] = null;
            names[path] = file;
        }
    }

    public string Resolve(string path) => Call("resolve", () =>
    {
        var full = Path.GetFullPath(path);
        RequireFolder(Parent(full));
        return full;
    });

    public IDiskFile Open(string path, bool writable) => Call("open", () =>
    {
        RequireFolder(Parent(path));
        if (writable && IsReadOnly)
            throw new UnauthorizedAccessException($"Simulated: '{path}' may only be read.");
        return new SimulatedHandle(this, File(path));
    });

    public IDiskFile CreateNew(string path) => Call("create", () => new SimulatedHandle(this, Create(path)), takesRoom: true);

    public void CreateFolder(string path) => Call("create folder", () =>
    {
        foreach (var folder in AllParents(path).Append(path))
        {
            if (_names.TryAdd(folder, null))
                _durableNames[folder] = null;
        }
        return true;
    }, takesRoom: true);

    public void Replace(string source, string target) => Call("replace", () =>
    {
        var file = File(source);
        Unlink(target);
        _names.Remove(source);
        _names[target] = file;
        return true;
    });

    public void Delete(string path) => Call("delete", () => Unlink(path));

    public void FlushFolder(string path) => Call("flush folder", () =>
    {
        RequireFolder(path);
        foreach (var name in _names.Keys.Concat(_durableNames.Keys).Where(name => name != "/" && Parent(name) == path).ToList())
        {
            if (_names.TryGetValue(name, out var file))
                _durableNames[name] = file;
            else
                _durableNames.Remove(name);
        }
        return true;
    });

    public long RoomIn(string folder) => Call("ask room", () => Room);

    public FileIdentity? Find(string path) => Call("find", () =>
    {
        return _names.GetValueOrDefault(path) is { } file ? file.Identity : (FileIdentity?)null;
    });

    public bool? TryPlace(string source, string target) => Call("place", () =>
    {
        if (!Places)
            return (bool?)null;
        var file = File(source);
        RequireFolder(Parent(target));
        if (!_names.TryAdd(target, file))
            return false;
        _names.Remove(source);
        return true;
    });

    public bool TryExchange(string source, string target) => Call("exchange", () =>
    {
        if (!Exchanges)
            return false;
        (_names[source], _names[target]) = (File(target), File(source));
        return true;
    });

    public bool TryHoldLockFile(string path, out IDisposable? held)
    {
        IDisposable? made = null;
        var isHeld = Call("hold lock file", () =>
        {
            if (_names.GetValueOrDefault(path) is not { } file)
                return true;
            if (!_locked.Add(file))
                return false;
            made = new HeldLock(() => _locked.Remove(file));
            return true;
        });
        held = made;
        return isHeld;
    }

    public bool IsLockFileHeld(string path) =>
        Call("ask for lock file", () => _names.TryGetValue(path, out var file) && file != null && _locked.Contains(file));

    /// <summary>Puts a file under another name, as someone else does, whatever is there.</summary>
    public void Move(string source, string target)
    {
        var file = File(source);
        Unlink(target);
        _names.Remove(source);
        _names[target] = file;
    }

    /// <summary>Where a file is by now.</summary>
    public string? PathOf(SimulatedFile file) => _names.FirstOrDefault(name => name.Value == file).Key;

    /// <summary>Does a call: counts it, fails it if it is to fail, and lets it be heard of.</summary>
    /// <param name="what">What it does.</param>
    /// <param name="work">Does it.</param>
    /// <param name="takesRoom">Whether it fails on a full disk.</param>
    /// <param name="failing">What is done of it when it fails in the middle.</param>
    public T Call<T>(string what, Func<T> work, bool takesRoom = false, Action<FaultKind>? failing = null)
    {
        lock (_names)
        {
            Calls++;
            try
            {
                if (Failing(what, takesRoom) is not { } kind)
                    return work();
                failing?.Invoke(kind);
                throw kind == FaultKind.Denied
                    ? new UnauthorizedAccessException($"Simulated: may not {what}.")
                    : new IOException($"Simulated: could not {what}.");
            }
            finally
            {
                Called?.Invoke(what);
            }
        }
    }

    private FaultKind? Failing(string what, bool takesRoom)
    {
        if (what is "flush" or "flush folder" && FlushesToFail > 0)
        {
            FlushesToFail--;
            return FaultKind.Error;
        }
        return Fault is { } fault && fault.Hits(Calls) && (takesRoom || fault.Kind != FaultKind.DiskFull) ? fault.Kind : null;
    }

    /// <summary>Takes a name away; whoever has the file open still has it.</summary>
    private bool Unlink(string path)
    {
        if (!_names.Remove(path, out var file))
            return false;
        file!.LinkCount--;
        return true;
    }

    private static string Parent(string path) => Path.GetDirectoryName(path)!;

    private static IEnumerable<string> AllParents(string path)
    {
        for (var parent = Path.GetDirectoryName(path); parent != null; parent = Path.GetDirectoryName(parent))
            yield return parent;
    }

    private void RequireFolder(string path)
    {
        if (!_names.TryGetValue(path, out var file) || file != null)
            throw new DirectoryNotFoundException("No such folder.");
    }

    private SimulatedFile Create(string path)
    {
        RequireFolder(Parent(path));
        var file = new SimulatedFile(_pageSize);
        return _names.TryAdd(path, file) ? file : throw new IOException("The file is there already.", PosixNumbers.Errno.Exists);
    }

    private sealed class HeldLock(Action free) : IDisposable
    {
        public void Dispose() => free();
    }
}
