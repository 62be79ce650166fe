namespace Tracking.Disk;

/// <summary>What the system says about an open file: its kind, its mode, its owner and how many names it has.</summary>
internal readonly struct PosixStatus
{
    private const int AtEmptyPath = 0x1000;

    // STATX_TYPE, STATX_MODE, STATX_NLINK, STATX_UID and STATX_GID.
    private const uint Wanted = 0x1F;

    private static readonly byte[] EmptyPath = [0];

    private PosixStatus(int mode, uint linkCount, uint user, uint group) =>
        (Mode, LinkCount, User, Group) = (mode, linkCount, user, group);

    public int Mode { get; }

    public uint LinkCount { get; }

    public uint User { get; }

    public uint Group { get; }

    public bool IsRegularFile => (Mode & PosixNumbers.Mode.TypeMask) == PosixNumbers.Mode.RegularFile;

    public int Permissions => Mode & PosixNumbers.Mode.Changeable;

    public static PosixStatus Of(PosixHandle file, string path)
    {
        if (PosixNumbers.IsMac)
        {
            PosixError.ThrowIfFailed(LibC.MacStat(file, out var mac), "look at", path);
            return new PosixStatus(mac.Mode, mac.LinkCount, mac.User, mac.Group);
        }

        PosixError.ThrowIfFailed(LibC.LinuxStat(file, EmptyPath, AtEmptyPath, Wanted, out var linux), "look at", path);
        return new PosixStatus(linux.Mode, linux.LinkCount, linux.User, linux.Group);
    }
}
