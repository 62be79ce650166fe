using System;
using System.IO;
using System.Runtime.Versioning;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>The umask is the whole process's, so that no other test may run beside these.</summary>
[CollectionDefinition(nameof(PosixModeTests), DisableParallelization = true)]
[Collection(nameof(PosixModeTests))]
[UnsupportedOSPlatform("windows")]
public class PosixModeTests : PosixTest
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    public static TheoryData<uint> Umasks { get; } = new([0u, 0b000_010_010, 0b000_111_111, 0b010_000_000, 0b111_111_111]);

    [Theory]
    [MemberData(nameof(Umasks))]
    public void A_new_file_is_its_owners_only(uint umask)
    {
        UnderUmask(umask, () => Disk.CreateNew(PathOf("file")).Dispose());
        Assert.Equal(PrivateFile, File.GetUnixFileMode(PathOf("file")));
    }

    [Theory]
    [MemberData(nameof(Umasks))]
    public void A_new_folder_and_its_new_parents_are_their_owners_only(uint umask)
    {
        UnderUmask(umask, () => Disk.CreateFolder(PathOf("a", "b", "c")));
        Assert.Equal(PrivateFolder, File.GetUnixFileMode(PathOf("a")));
        Assert.Equal(PrivateFolder, File.GetUnixFileMode(PathOf("a", "b")));
        Assert.Equal(PrivateFolder, File.GetUnixFileMode(PathOf("a", "b", "c")));
    }

    private static void UnderUmask(uint umask, Action act)
    {
        var before = TestLibC.SetUmask(umask);
        try
        {
            act();
        }
        finally
        {
            _ = TestLibC.SetUmask(before);
        }
    }
}
