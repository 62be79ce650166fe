using System;
using System.IO;
using Xunit;

namespace Tracking.Tests.Disk;

public class PosixPathTests : PosixTest
{
    [Fact]
    public void A_path_without_links_is_itself() => Assert.Equal(FileWith(""), Disk.Resolve(PathOf("file")));

    [Fact]
    public void A_link_to_a_file_leads_to_the_file()
    {
        var file = FileWith("");
        File.CreateSymbolicLink(PathOf("link"), file);
        File.CreateSymbolicLink(PathOf("second"), "link");
        Assert.Equal(file, Disk.Resolve(PathOf("link")));
        Assert.Equal(file, Disk.Resolve(PathOf("second")));
    }

    [Fact]
    public void A_link_to_a_folder_leads_through_it()
    {
        Directory.CreateDirectory(PathOf("real"));
        Directory.CreateSymbolicLink(PathOf("link"), PathOf("real"));
        File.WriteAllText(PathOf("real", "file"), "");
        Assert.Equal(PathOf("real", "file"), Disk.Resolve(PathOf("link", "file")));
        Assert.Equal(PathOf("real", "missing"), Disk.Resolve(PathOf("link", "missing")));
    }

    [Fact]
    public void The_last_part_need_not_exist()
    {
        Assert.Equal(PathOf("missing"), Disk.Resolve(PathOf("missing")));
        Assert.Equal(PathOf("missing"), Disk.Resolve(PathOf("missing") + "/"));
        Assert.Equal("/missing-in-the-root", Disk.Resolve("/missing-in-the-root"));
    }

    [Fact]
    public void A_link_to_what_does_not_exist_yet_leads_there()
    {
        Directory.CreateDirectory(PathOf("real"));
        File.CreateSymbolicLink(PathOf("absolute"), PathOf("real", "new"));
        File.CreateSymbolicLink(PathOf("relative"), "real/new");
        File.CreateSymbolicLink(PathOf("twice"), "relative");
        Assert.Equal(PathOf("real", "new"), Disk.Resolve(PathOf("absolute")));
        Assert.Equal(PathOf("real", "new"), Disk.Resolve(PathOf("relative")));
        Assert.Equal(PathOf("real", "new"), Disk.Resolve(PathOf("twice")));
    }

    [Fact]
    public void A_relative_path_starts_at_the_processs_folder()
    {
        var file = FileWith("");
        var here = Disk.Resolve(".");
        Assert.Equal(file, Disk.Resolve(Path.GetRelativePath(here, file)));
        Assert.Equal(PathOf("missing"), Disk.Resolve(Path.GetRelativePath(here, PathOf("missing"))));
        Assert.Equal(Path.Combine(here, "missing"), Disk.Resolve("missing"));
    }

    [Fact]
    public void The_parent_of_a_link_is_the_parent_of_its_target()
    {
        Directory.CreateDirectory(PathOf("a", "b"));
        Directory.CreateSymbolicLink(PathOf("link"), PathOf("a", "b"));
        Assert.Equal(PathOf("a", "missing"), Disk.Resolve(PathOf("link", "..", "missing")));
    }

    [Fact]
    public void A_missing_folder_is_an_error()
    {
        FileWith("");
        Assert.Throws<DirectoryNotFoundException>(() => Disk.Resolve(PathOf("missing", "file")));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.Resolve(PathOf("missing", "..")));
        Assert.Throws<DirectoryNotFoundException>(() => Disk.Resolve(PathOf("file", "x")));
    }

    [Fact]
    public void As_many_links_in_a_row_are_followed_as_the_system_follows()
    {
        for (var i = 0; i < 40; i++)
            File.CreateSymbolicLink(PathOf($"link{i}"), $"link{i + 1}");
        Assert.Equal(PathOf("link40"), Disk.Resolve(PathOf("link0")));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        File.CreateSymbolicLink(PathOf("one"), "two");
        File.CreateSymbolicLink(PathOf("two"), "one");
        var error = Assert.Throws<IOException>(() => Disk.Resolve(PathOf("one")));
        Assert.Contains(PathOf("one"), error.Message, StringComparison.Ordinal);
    }
}
