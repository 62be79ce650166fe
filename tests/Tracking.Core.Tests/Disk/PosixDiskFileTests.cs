using System;
using System.IO;
using System.Runtime.Versioning;
using System.Text;
using Xunit;

namespace Tracking.Tests.Disk;

[UnsupportedOSPlatform("windows")]
public class PosixDiskFileTests : PosixTest
{
    [Fact]
    public void What_is_written_at_an_offset_is_read_there()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        Write(file, 0, "hello world");
        Write(file, 6, "there");

        Assert.Equal("hello there", File.ReadAllText(PathOf("file")));
        var buffer = new byte[10];
        Assert.Equal(5, file.Read(6, buffer, 2, 5));
        Assert.Equal("\0\0there\0\0\0", Encoding.ASCII.GetString(buffer));
    }

    [Fact]
    public void A_part_of_the_buffer_is_written()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        file.Write(0, "xxabcxx"u8.ToArray(), 2, 3);
        Assert.Equal("abc", File.ReadAllText(PathOf("file")));
    }

    [Fact]
    public void Reading_returns_less_only_at_the_end()
    {
        using var file = Disk.Open(FileWith("12345"), writable: false);
        var buffer = new byte[10];
        Assert.Equal(5, file.Read(0, buffer, 0, 5));
        Assert.Equal(2, file.Read(3, buffer, 0, 10));
        Assert.Equal(0, file.Read(5, buffer, 0, 10));
        Assert.Equal(0, file.Read(500, buffer, 0, 10));
    }

    [Fact]
    public void Nothing_is_read_or_written_when_nothing_is_asked()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        file.Write(100, [], 0, 0);
        Assert.Equal(0, file.Read(0, [], 0, 0));
        Assert.Equal(0, file.Length);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(2, int.MaxValue)]
    public void A_range_outside_the_buffer_is_refused(int start, int count)
    {
        using var file = Disk.CreateNew(PathOf("file"));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(0, new byte[4], start, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(0, new byte[4], start, count));
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void The_length_is_the_systems_whoever_changed_it()
    {
        var path = FileWith("1234");
        using var file = Disk.Open(path, writable: false);
        Assert.Equal(4, file.Length);
        File.AppendAllText(path, "567");
        Assert.Equal(7, file.Length);
    }

    [Fact]
    public void A_file_is_cut_and_extended()
    {
        using var file = Disk.Open(FileWith("12345"), writable: true);
        file.SetLength(2);
        Assert.Equal("12", File.ReadAllText(PathOf("file")));
        file.SetLength(4);
        Assert.Equal("12\0\0", File.ReadAllText(PathOf("file")));
    }

    [Fact]
    public void Offsets_have_64_bits()
    {
        const long Far = 5L << 30;
        using var file = Disk.CreateNew(PathOf("sparse"));
        Write(file, Far, "far");
        Assert.Equal(Far + 3, file.Length);
        var buffer = new byte[3];
        Assert.Equal(3, file.Read(Far, buffer, 0, 3));
        Assert.Equal("far", Encoding.ASCII.GetString(buffer));
        file.SetLength(Far + 1);
        Assert.Equal(Far + 1, new FileInfo(PathOf("sparse")).Length);
    }

    [Fact]
    public void Hard_links_are_counted()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        Assert.Equal(1, file.LinkCount);
        Assert.Equal(0, TestLibC.Link(PathOf("file"), PathOf("other")));
        Assert.Equal(2, file.LinkCount);
        File.Delete(PathOf("file"));
        File.Delete(PathOf("other"));
        Assert.Equal(0, file.LinkCount);
    }

    [Fact]
    public void A_file_opened_for_reading_takes_no_writing()
    {
        using var file = Disk.Open(FileWith("1"), writable: false);
        Assert.Throws<IOException>(() => Write(file, 0, "2"));
        Assert.Throws<IOException>(() => file.SetLength(0));
        Assert.Equal("1", File.ReadAllText(PathOf("file")));
    }

    [Fact]
    public void Flushing_a_file_works() // and fails in PosixFaultTests
    {
        using var file = Disk.CreateNew(PathOf("file"));
        Write(file, 0, "1");
        file.Flush();
    }

    [Fact]
    public void Readers_and_writers_of_dotnet_are_not_shut_out()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        Write(file, 0, "1");
        using (new FileStream(PathOf("file"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Write(file, 1, "2");
        }

        Assert.Equal("12", File.ReadAllText(PathOf("file")));
    }

    [Fact]
    public void The_mode_of_another_file_is_taken()
    {
        var path = FileWith("");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        File.SetUnixFileMode(path, Mode);
        using var original = Disk.Open(path, writable: false);
        using var copy = Disk.CreateNew(PathOf("copy"));
        copy.CopyAccess(original);
        Assert.Equal(Mode, File.GetUnixFileMode(PathOf("copy")));
    }

    [Fact]
    public void The_owner_of_another_file_is_taken_with_its_mode()
    {
        Assert.SkipUnless(TestLibC.GetUser() == 0, "Only root may give files away.");
        var path = FileWith("");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(0, TestLibC.SetOwner(path, 1234, 5678));
        using var original = Disk.Open(path, writable: false);
        using var copy = Disk.CreateNew(PathOf("copy"));
        copy.CopyAccess(original);

        var stat = OtherProcess.Run(["ls", "-ln", PathOf("copy")]).Output;
        Assert.Matches(@"^-r--r-----\S* +1 +1234 +5678 ", stat);
    }

    [Fact]
    public void A_closed_file_says_so()
    {
        var file = Disk.CreateNew(PathOf("file"));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Write(file, 0, "1"));
        Assert.Throws<ObjectDisposedException>(() => file.Length);
        Assert.Throws<ObjectDisposedException>(file.Flush);
    }

    [Fact]
    public void Writing_and_reading_allocate_nothing()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        var buffer = new byte[200];
        Exercise(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exercise(1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Exercise(int times)
        {
            for (var i = 0; i < times; i++)
            {
                file.Write(i, buffer, 0, buffer.Length);
                _ = file.Read(i, buffer, 0, buffer.Length);
                _ = file.Length;
            }
        }
    }
}
