using System;
using System.IO;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Disk;
using Xunit;

namespace Tracking.Tests.Disk;

[UnsupportedOSPlatform("windows")]
public class PosixDiskTests : PosixTest
{
    [Fact]
    public void The_systems_disk_is_this_one() => Assert.IsType<PosixDisk>(SystemDisk.Current);

    [Fact]
    public void A_new_file_must_not_exist()
    {
        var path = FileWith("kept");
        var error = Assert.Throws<IOException>(() => Disk.CreateNew(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("File exists", error.Message, StringComparison.Ordinal);
        Assert.Equal("kept", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_file_does_not_follow_a_link(bool hasTarget)
    {
        var target = PathOf("target");
        if (hasTarget)
            File.WriteAllText(target, "kept");
        File.CreateSymbolicLink(PathOf("link"), target);

        Assert.Throws<IOException>(() => Disk.CreateNew(PathOf("link")));
        Assert.Equal(hasTarget, File.Exists(target));
    }

    [Fact]
    public void A_link_is_opened_for_reading_but_not_for_writing()
    {
        File.CreateSymbolicLink(PathOf("link"), FileWith("text"));
        using var file = Disk.Open(PathOf("link"), writable: false);
        Assert.Equal(4, file.Length);

        var error = Assert.Throws<IOException>(() => Disk.Open(PathOf("link"), writable: true));
        Assert.Contains("symbolic link", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_regular_files_are_opened_and_nothing_waits(bool writable)
    {
        // No real device: a fault that lets one in would have root replace it, for the whole machine.
        Assert.Equal(0, TestLibC.MakePipe(PathOf("pipe"), 0b110_000_000));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(PathOf("socket")));

        foreach (var path in new[] { Folder, PathOf("pipe"), PathOf("socket") })
        {
            // On a thread of its own: those of the pool may be at work for other tests.
            var error = await Task.Factory
                .StartNew(() => Record.Exception(() => Disk.Open(path, writable)), TestContext.Current.CancellationToken,
                    TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Contains(path, Assert.IsType<IOException>(error).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_file_a_missing_folder_and_a_file_in_a_folders_place_are_told_apart()
    {
        var file = FileWith("");
        var missing = PathOf("missing");
        var inMissing = PathOf("missing", "x");
        var underFile = Path.Combine(file, "x");

        Assert.Equal(missing, Assert.Throws<FileNotFoundException>(() => Disk.Open(missing, writable: true)).FileName);
        Assert.Throws<DirectoryNotFoundException>(() => Disk.Open(inMissing, writable: false));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.Open(underFile, writable: false));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.CreateNew(inMissing));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.CreateNew(underFile));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.FlushFolder(missing));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.FlushFolder(file));
        Assert.Null(Disk.Find(missing));
        Assert.Null(Disk.Find(inMissing));
        Assert.Null(Disk.Find(underFile));
    }

    [Fact]
    public void An_error_says_what_could_not_be_done_to_which_path_and_why()
    {
        var file = FileWith("text");
        var missing = PathOf("missing");
        File.CreateSymbolicLink(PathOf("circle"), "circle");
        Tells($"Could not open '{missing}': No such file or directory.", () => Disk.Open(missing, writable: false));
        Tells($"Could not make '{file}': File exists.", () => Disk.CreateNew(file));
        Tells($"Could not make the folder '{file}': File exists.", () => Disk.CreateFolder(file));
        Tells($"Could not write anew '{file}': No such file or directory.", () => Disk.Replace(missing, file));
        Tells($"Could not delete '{Folder}': ", () => Disk.Delete(Folder));
        Tells($"Could not find the folder of '{missing}/x': No such file or directory.", () => Disk.Resolve(missing + "/x"));
        Tells($"Could not resolve '{PathOf("circle")}': Too many levels of symbolic links", () => Disk.Resolve(PathOf("circle")));
        Tells($"Could not open '{PathOf("circle")}': Too many levels of symbolic links, or one where none is followed.",
            () => Disk.Open(PathOf("circle"), writable: true));
        Tells($"Could not open '{Folder}': it is not a regular file.", () => Disk.Open(Folder, writable: false));
        Tells("A path is empty or holds a zero character; no file has such a name.", () => Disk.Open("", writable: false));
        Tells($"The path '{file}\ud800' holds half a character; no file has such a name.",
            () => Disk.Open(file + "\ud800", writable: false));
        using var reader = Disk.Open(file, writable: false);
        Tells($"Could not write '{file}': Bad file descriptor.", () => reader.Write(0, [1], 0, 1));
        Tells($"Could not set the length of '{file}': ", () => reader.SetLength(1));

        static void Tells(string message, Action act) =>
            Assert.StartsWith(message, Assert.ThrowsAny<IOException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_the_user_may_not_use_is_denied()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lets root give up its rights in one thread.");
        var path = FileWith("");
        File.SetUnixFileMode(path, UnixFileMode.None);
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        Exception? opened = null, created = null, locked = null, deleted = null;
        var thread = new Thread(() =>
        {
            if (TestLibC.GetUser() == 0)
                _ = TestLibC.SetThreadFileUser(65534);
            opened = Record.Exception(() => Disk.Open(path, writable: false));
            created = Record.Exception(() => Disk.CreateNew(PathOf("new")));
            locked = Record.Exception(() => Disk.IsLockFileHeld(path));
            deleted = Record.Exception(() => Disk.Delete(path));
        });
        thread.Start();
        thread.Join();
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        foreach (var error in new[] { opened, created, locked, deleted })
            Assert.Contains("Permission denied", Assert.IsType<UnauthorizedAccessException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_no_file_can_have_is_refused_and_opens_no_other()
    {
        var file = FileWith("");
        Assert.Throws<IOException>(() => Disk.Open("", writable: false));
        Assert.Throws<IOException>(() => Disk.Open(file + "\0.json", writable: false));
        Assert.Throws<IOException>(() => Disk.Open(file + "\ud800", writable: false));
    }

    [Fact]
    public void Names_beyond_ascii_are_the_ones_that_dotnet_sees()
    {
        using (Disk.CreateNew(PathOf("Züge 列車 🚂.json")))
            Assert.True(File.Exists(PathOf("Züge 列車 🚂.json")));
        Assert.Equal(PathOf("Züge 列車 🚂.json"), Disk.Resolve(PathOf("Züge 列車 🚂.json")));
    }

    [Fact]
    public void A_file_takes_the_place_of_another_whose_readers_keep_what_they_opened()
    {
        var target = FileWith("old");
        using var reader = Disk.Open(target, writable: false);
        Disk.Replace(FileWith("newer", "source"), target);

        Assert.Equal("newer", File.ReadAllText(target));
        Assert.False(File.Exists(PathOf("source")));
        Assert.Equal(3, reader.Length);
    }

    [Fact]
    public void A_file_takes_a_place_that_was_empty()
    {
        Disk.Replace(FileWith("text"), PathOf("target"));
        Assert.Equal("text", File.ReadAllText(PathOf("target")));
    }

    [Fact]
    public void Replacing_without_a_source_or_over_a_folder_fails_and_names_the_target()
    {
        var target = FileWith("kept");
        var error = Assert.Throws<FileNotFoundException>(() => Disk.Replace(PathOf("missing"), target));
        Assert.Contains(target, error.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => Disk.Replace(target, Folder));
        Assert.Equal("kept", File.ReadAllText(target));
    }

    [Fact]
    public void Deleting_removes_a_file_and_minds_no_missing_one()
    {
        var path = FileWith("");
        Disk.Delete(path);
        Assert.False(File.Exists(path));
        Disk.Delete(path);
        Disk.Delete(PathOf("missing", "x"));
    }

    [Fact]
    public void A_folder_is_not_deleted()
    {
        Assert.Throws<IOException>(() => Disk.Delete(Folder));
        Assert.True(Directory.Exists(Folder));
    }

    [Fact]
    public void Folders_that_exist_are_left_alone()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        Directory.CreateDirectory(PathOf("there"), Mode);
        Disk.CreateFolder(PathOf("there"));
        Disk.CreateFolder(PathOf("there", "new") + "/");
        Disk.CreateFolder("/");

        Assert.Equal(Mode, File.GetUnixFileMode(PathOf("there")));
        Assert.True(Directory.Exists(PathOf("there", "new")));
    }

    [Fact]
    public void A_folder_is_not_made_where_a_file_stands()
    {
        var file = FileWith("");
        Assert.Throws<IOException>(() => Disk.CreateFolder(file));
        Assert.ThrowsAny<IOException>(() => Disk.CreateFolder(Path.Combine(file, "x")));
    }

    [Fact]
    public void Many_threads_may_make_one_folder()
    {
        Parallel.For(0, 16, _ => Disk.CreateFolder(PathOf("a", "b", "c")));
        Assert.True(Directory.Exists(PathOf("a", "b", "c")));
    }

    [Fact]
    public void Flushing_a_folder_works() => Disk.FlushFolder(Folder); // and fails in PosixFaultTests

    [Fact]
    public void A_folder_that_its_file_system_cannot_flush_is_none_whose_flush_failed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has such a folder in each system.");
        Disk.FlushFolder("/proc");
    }

    [Fact]
    public void In_a_folder_that_everyone_can_write_only_ones_own_file_is_written_to()
    {
        const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;
        var path = FileWith("text");
        File.SetUnixFileMode(Folder, Everyone);
        Disk.Open(path, writable: true).Dispose();

        Assert.SkipUnless(TestLibC.GetUser() == 0, "Only root may give files away.");
        Assert.Equal(0, TestLibC.SetOwner(path, 1234, 1234));
        Disk.Open(path, writable: false).Dispose();
        Assert.Contains("belongs to another user",
            Assert.Throws<UnauthorizedAccessException>(() => Disk.Open(path, writable: true)).Message, StringComparison.Ordinal);

        File.SetUnixFileMode(Folder, Everyone & ~UnixFileMode.OtherWrite);
        Disk.Open(path, writable: true).Dispose();
    }

    [Fact]
    public void What_is_refused_is_not_kept_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what is open.");
        Assert.Equal(0, TestLibC.MakePipe(PathOf("pipe"), 0b110_000_000));
        Assert.Throws<IOException>(() => Disk.Open(PathOf("pipe"), writable: false));
        var path = FileWith("", "lock");
        Assert.True(Disk.TryHoldLockFile(path, out var held));
        using (held)
            Assert.False(Disk.TryHoldLockFile(path, out _));
        // Those of other tests may be closed meanwhile: they have no target then.
        Assert.Empty(Array.FindAll(Directory.GetFiles("/proc/self/fd"),
            open => new FileInfo(open).LinkTarget?.StartsWith(Folder, StringComparison.Ordinal) == true));
    }
}
