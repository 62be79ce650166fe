using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Tracking.Disk;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>The disk of Windows as far as it is .NET's files, which are there on every system.</summary>
public sealed class WindowsDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracking-disk-").FullName;

    private static WindowsDisk Disk { get; } = new();

    [Fact]
    public void What_is_written_at_an_offset_is_read_there()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        file.Write(0, "xhello worldx"u8.ToArray(), 1, 11);
        file.Write(6, "there"u8.ToArray(), 0, 5);
        Assert.Equal(11, file.Length);

        var buffer = new byte[10];
        Assert.Equal(5, file.Read(6, buffer, 2, 5));
        Assert.Equal("\0\0there\0\0\0", Encoding.ASCII.GetString(buffer));
        Assert.Equal(2, file.Read(9, buffer, 0, 10));
        Assert.Equal(0, file.Read(11, buffer, 0, 10));
        Assert.Equal(0, file.Read(0, buffer, 0, 0));
    }

    [Fact]
    public void What_is_written_is_there_at_once_for_all_who_have_it_open()
    {
        using var writer = Disk.CreateNew(PathOf("file"));
        using var second = Disk.Open(PathOf("file"), writable: true);
        using var reader = Disk.Open(PathOf("file"), writable: false);
        writer.Write(0, "1234"u8.ToArray(), 0, 4);
        second.Write(4, "56"u8.ToArray(), 0, 2);
        var buffer = new byte[6];
        Assert.Equal(6, reader.Read(0, buffer, 0, 6));
        Assert.Equal("123456", Encoding.ASCII.GetString(buffer));
        Assert.Equal(6, writer.Length);
    }

    [Fact]
    public void A_file_is_cut_and_extended_and_flushed()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        file.Write(0, "12345"u8.ToArray(), 0, 5);
        file.SetLength(2);
        file.SetLength(4);
        file.Flush();
        var buffer = new byte[5];
        Assert.Equal(4, file.Read(0, buffer, 0, 5));
        Assert.Equal("12\0\0\0", Encoding.ASCII.GetString(buffer));
    }

    [Fact]
    public void A_closed_file_says_so()
    {
        var file = Disk.CreateNew(PathOf("file"));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Length);
        Assert.Throws<ObjectDisposedException>(file.Flush);
        File.Delete(PathOf("file"));
    }

    [Fact]
    public void A_new_file_must_not_exist_and_one_that_is_opened_must()
    {
        File.WriteAllText(PathOf("file"), "kept");
        Assert.Throws<IOException>(() => Disk.CreateNew(PathOf("file")));
        Assert.Equal("kept", File.ReadAllText(PathOf("file")));
        Assert.Throws<FileNotFoundException>(() => Disk.Open(PathOf("missing"), writable: true));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.Open(PathOf("missing", "x"), writable: false));
        Assert.False(File.Exists(PathOf("missing")));
    }

    [Fact]
    public void A_file_opened_for_reading_takes_no_writing()
    {
        File.WriteAllText(PathOf("file"), "1");
        using var file = Disk.Open(PathOf("file"), writable: false);
        Assert.Throws<NotSupportedException>(() => file.Write(0, [2], 0, 1));
        Assert.Throws<NotSupportedException>(() => file.SetLength(0));
    }

    [Fact]
    public void Folders_are_made_with_their_parents_and_those_that_exist_left_alone()
    {
        Disk.CreateFolder(PathOf("a", "b"));
        Disk.CreateFolder(PathOf("a"));
        Assert.True(Directory.Exists(PathOf("a", "b")));
    }

    [Fact]
    public void Deleting_removes_a_file_and_minds_no_missing_one()
    {
        File.WriteAllText(PathOf("file"), "");
        Disk.Delete(PathOf("file"));
        Assert.False(File.Exists(PathOf("file")));
        Disk.Delete(PathOf("file"));
        Disk.Delete(PathOf("missing", "x"));
        Assert.Throws<UnauthorizedAccessException>(() => Disk.Delete(_folder));
    }

    [Fact]
    public void The_lock_file_of_version_0_1_is_held_where_it_is_and_never_made()
    {
        Assert.True(Disk.TryHoldLockFile(PathOf("missing", "lock"), out var none));
        Assert.Null(none);
        Assert.False(Disk.IsLockFileHeld(PathOf("lock")));
        File.WriteAllText(PathOf("lock"), "note");
        Assert.True(Disk.TryHoldLockFile(PathOf("lock"), out var held));
        held!.Dispose();
        Assert.False(Disk.IsLockFileHeld(PathOf("lock")));
        Assert.Equal("note", File.ReadAllText(PathOf("lock")));
    }

    [Fact]
    public void An_error_has_the_exception_of_dotnets_own_files_and_says_what_could_not_be_done_to_which_path()
    {
        const int SharingViolation = 32;
        const int NotSupported = 50;
        Assert.Equal("here", Assert.IsType<FileNotFoundException>(WindowsError.From(WindowsError.FileNotFound, "open", "here")).FileName);
        Assert.IsType<DirectoryNotFoundException>(WindowsError.From(WindowsError.PathNotFound, "open", "here"));
        Assert.IsType<UnauthorizedAccessException>(WindowsError.From(5, "open", "here"));
        var other = Assert.IsType<IOException>(WindowsError.From(NotSupported, "open", "here"));
        Assert.Equal(unchecked((int)0x80070032), other.HResult);
        Assert.StartsWith("Could not open 'here': ", other.Message, StringComparison.Ordinal);
        Assert.False(WindowsError.IsSharingViolation(other));
        Assert.True(WindowsError.IsSharingViolation((IOException)WindowsError.From(SharingViolation, "open", "here")));
        Marshal.SetLastPInvokeError(NotSupported);
        Assert.Equal(NotSupported, WindowsError.LastCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(params string[] parts) => Path.Combine([_folder, .. parts]);
}
