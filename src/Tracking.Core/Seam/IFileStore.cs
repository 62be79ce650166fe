namespace Tracking.Seam;

/// <summary>A store that has a file.</summary>
public interface IFileStore : ITrackStore
{
    /// <summary>When what was acknowledged also survives the machine; a change of it holds from the next save on.</summary>
    Durability Durability { get; set; }

    /// <summary>The file's length in bytes; 0 before it is made.</summary>
    long Length { get; }

    /// <summary>What a repair has done when the file was opened; null where nothing was repaired.</summary>
    StoreCheck? Repair { get; }
}
