using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>
/// System calls that fail, are interrupted or do half: in a process of its own, whose calls strace answers in the system's stead.
/// </summary>
public class PosixFaultTests : PosixTest
{
    private string FilePath => PathOf("file");

    private string LogFolder => PathOf("calls");

    [Theory]
    [InlineData("EIO")]
    [InlineData("ENOSPC")]
    [InlineData("EINTR:when=1")]
    public void A_flush_that_fails_is_reported_and_not_tried_again(string failure)
    {
        RunUnderStrace(nameof(ChildActs.Flush_and_be_refused), FilePath, $"inject=fsync:error={failure}");
        Assert.Single(Calls("fsync"));
    }

    [Fact]
    public void A_write_is_one_system_call()
    {
        RunUnderStrace(nameof(ChildActs.Write_once), FilePath, "trace=pwrite64,lseek,fsync,statx");
        Assert.Equal(ChildActs.Text, File.ReadAllText(FilePath));
        Assert.Contains("pwrite64", Assert.Single(Calls()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_goes_on_after_the_system_took_less()
    {
        // The call is answered, not made: the first seven bytes are the ones that never come.
        RunUnderStrace(nameof(ChildActs.Write_once), FilePath, "inject=pwrite64:retval=7:when=1");
        Assert.Equal(2, Calls("pwrite64").Count);
        Assert.Equal(new string('\0', 7) + ChildActs.Text[7..], File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_write_goes_on_after_an_interruption()
    {
        RunUnderStrace(nameof(ChildActs.Write_once), FilePath, "inject=pwrite64:error=EINTR:when=1");
        Assert.Equal(2, Calls("pwrite64").Count);
        Assert.Equal(ChildActs.Text, File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_write_that_the_disk_has_no_room_for_fails_and_says_so()
    {
        string[] inOwnMounts = ["unshare", "--mount", "--map-root-user"];
        OtherProcess.SkipUnlessWorks([.. inOwnMounts, "mount", "-t", "tmpfs", "-o", "size=64k", "none", Folder]);
        AssertSuccess(OtherProcess.Run(
            [.. inOwnMounts, "sh", "-c", "mount -t tmpfs -o size=64k none \"$0\" && exec \"$@\"", Folder,
                .. OtherProcess.ChildAct(nameof(ChildActs.Write_more_than_fits))],
            FilePath));
    }

    [Fact]
    public void A_read_goes_on_after_an_interruption()
    {
        File.WriteAllText(FilePath, ChildActs.Text);
        RunUnderStrace(nameof(ChildActs.Read_once), FilePath, "inject=pread64:error=EINTR:when=1");
        Assert.Equal(2, Calls("pread64").Count);
    }

    [Fact]
    public void A_new_file_is_its_owners_only_from_its_first_moment()
    {
        RunUnderStrace(nameof(ChildActs.Write_once), FilePath, "trace=open,openat");
        Assert.Contains(", 0600)", Assert.Single(Calls()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_system_without_modes_is_no_reason_to_refuse_a_new_file()
    {
        RunUnderStrace(nameof(ChildActs.Write_once), FilePath, "inject=fchmod:error=EPERM");
        Assert.Equal(ChildActs.Text, File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_file_whose_mode_could_not_be_set_does_not_stay()
    {
        RunUnderStrace(nameof(ChildActs.Create_and_be_refused), FilePath, "inject=fchmod:error=EIO");
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Each_new_folder_is_flushed_into_the_one_above_it()
    {
        RunUnderStrace(nameof(ChildActs.Create_folder), PathOf("a", "b"), "trace=mkdir,fsync", Folder, PathOf("a"), PathOf("a", "b"));

        var calls = Calls();
        Assert.Equal(4, calls.Count);
        Assert.Contains($"mkdir(\"{PathOf("a")}\", 0700)", calls[0], StringComparison.Ordinal);
        Assert.Contains($"<{Folder}>)", calls[1], StringComparison.Ordinal);
        Assert.Contains($"mkdir(\"{PathOf("a", "b")}\", 0700)", calls[2], StringComparison.Ordinal);
        Assert.Contains($"<{PathOf("a")}>)", calls[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_could_not_be_flushed_is_reported() =>
        RunUnderStrace(nameof(ChildActs.Create_folder_and_be_refused), PathOf("a"), "inject=fsync:error=EIO", Folder);

    [Fact]
    public void A_file_system_that_flushes_no_folders_is_no_reason_to_refuse_one() =>
        RunUnderStrace(nameof(ChildActs.Create_folder), PathOf("a"), "inject=fsync:error=EINVAL", Folder);

    /// <summary>Lets a child act, with the calls on the path, or on the other paths named, traced as the expression says.</summary>
    private void RunUnderStrace(string act, string path, string expression, params string[] traced)
    {
        OtherProcess.SkipUnlessWorks("strace", "-o", "/dev/null", "-f", "--seccomp-bpf", "true");
        Directory.CreateDirectory(LogFolder);
        var paths = (traced.Length == 0 ? [path] : traced).SelectMany(one => new[] { "-P", one });
        AssertSuccess(OtherProcess.Run(
            ["strace", "-ff", "--seccomp-bpf", "-qq", "-y", "-e", "signal=none", "-o", Path.Combine(LogFolder, "thread"), "-e", expression,
                .. paths, .. OtherProcess.ChildAct(act)],
            path));
    }

    /// <summary>
    /// The calls that were traced, or those of this name. A child acts in one thread and each thread
    /// has a log of its own, so that none cuts another's line.
    /// </summary>
    private List<string> Calls(string name = @"\w+") =>
        [.. Directory.GetFiles(LogFolder).SelectMany(File.ReadLines).Where(line => Regex.IsMatch(line, $@"^{name}\("))];

    private static void AssertSuccess((int ExitCode, string Output) result)
    {
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("Total: 1, ", result.Output, StringComparison.Ordinal);
    }
}
