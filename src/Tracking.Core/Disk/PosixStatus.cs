namespace Tracking.Disk;

/// <summary>What the system says about a file: which one it is, its kind, its mode, its owner and how many names it has.</summary>
internal readonly struct PosixStatus
{
    private const int AtEmptyPath = 0x1000;
    private const int NoFollow = 0x100;

    // STATX_TYPE, STATX_MODE, STATX_NLINK, STATX_UID, STATX_GID, STATX_CTIME, STATX_INO, STATX_SIZE and STATX_BTIME.
    private const uint Wanted = 0xB9F;

    private const long NanosecondsASecond = 1_000_000_000;

    private static readonly byte[] EmptyPath = [0];

    private PosixStatus(in LibC.LinuxStatus status)
    {
        (Mode, LinkCount, User, Group) = (status.Mode, status.LinkCount, status.User, status.Group);
        Stamp = new FileStamp(
            new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.File),
            (status.BirthSeconds * NanosecondsASecond) + status.BirthNanoseconds,
            (status.ChangeSeconds * NanosecondsASecond) + status.ChangeNanoseconds,
            status.Length);
    }

    private PosixStatus(in LibC.MacStatus status)
    {
        (Mode, LinkCount, User, Group) = (status.Mode, status.LinkCount, status.User, status.Group);
        Stamp = new FileStamp(
            new FileIdentity((ulong)status.Device, status.File),
            (status.BirthSeconds * NanosecondsASecond) + status.BirthNanoseconds,
            (status.ChangeSeconds * NanosecondsASecond) + status.ChangeNanoseconds,
            status.Length);
    }

    public int Mode { get; }

    public uint LinkCount { get; }

    public uint User { get; }

    public uint Group { get; }

    public FileStamp Stamp { get; }

    public FileIdentity Identity => Stamp.Identity;

    public bool IsRegularFile => (Mode & PosixNumbers.Mode.TypeMask) == PosixNumbers.Mode.RegularFile;

    public int Permissions => Mode & PosixNumbers.Mode.Changeable;

    public static PosixStatus Of(PosixHandle file, string path)
    {
        if (PosixNumbers.IsMac)
        {
            PosixError.ThrowIfFailed(LibC.MacStat(file, out var mac), "look at", path);
            return new PosixStatus(mac);
        }

        PosixError.ThrowIfFailed(LibC.LinuxStat(file, EmptyPath, AtEmptyPath, Wanted, out var linux), "look at", path);
        return new PosixStatus(linux);
    }

    /// <summary>The same of what stands at a path; null when nothing does.</summary>
    public static PosixStatus? OfPath(string path)
    {
        var name = PosixPath.Encode(path);
        LibC.MacStatus mac = default;
        LibC.LinuxStatus linux = default;
        var result = PosixNumbers.IsMac ? LibC.MacStat(name, out mac) : LibC.LinuxStat(name, NoFollow, Wanted, out linux);
        if (result >= 0)
            return PosixNumbers.IsMac ? new PosixStatus(mac) : new PosixStatus(linux);
        return LibC.LastErrno is PosixNumbers.Errno.NoEntry or PosixNumbers.Errno.NotAFolder ? null
            : throw PosixError.Last("look at", path);
    }
}
