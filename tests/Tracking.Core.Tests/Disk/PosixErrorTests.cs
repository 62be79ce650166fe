using System;
using System.IO;
using System.Runtime.InteropServices;
using Tracking.Disk;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>What is made of a call's error. Calls that do fail or are interrupted are in PosixFaultTests.</summary>
public class PosixErrorTests : PosixTest
{
    private const int NotPermitted = 1;
    private const int Interrupted = 4;
    private const int InputOutput = 5;

    [Fact]
    public void A_call_is_made_again_while_it_is_interrupted()
    {
        var calls = 0;
        Assert.Equal(0, LibC.Retry(() => ++calls < 3 ? Fail(Interrupted) : 0));
        Assert.Equal(3, calls);
    }

    [Fact]
    public void A_call_that_fails_otherwise_or_succeeds_is_made_once()
    {
        var calls = 0;
        Assert.Equal(-1, LibC.Retry(() => ++calls < 2 ? Fail(InputOutput) : 0));
        Assert.Equal(1, calls);

        // What the last error was says nothing about a call that succeeds.
        Assert.Equal(0, LibC.Retry(() => ++calls < 3 ? Fail(Interrupted) + 1 : 7));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void Only_a_result_below_zero_is_a_failure()
    {
        Marshal.SetLastPInvokeError(InputOutput);
        PosixError.ThrowIfFailed(0, "flush", "file");
        PosixError.ThrowIfFailed(1, "flush", "file");
        Assert.Equal(InputOutput, Assert.Throws<IOException>(() => PosixError.ThrowIfFailed(-1, "flush", "file")).HResult);
    }

    [Fact]
    public void A_file_system_without_modes_is_told_from_a_mode_that_was_refused()
    {
        int[] withoutModes = OperatingSystem.IsMacOS() ? [NotPermitted, 45, 78] : [NotPermitted, 95, 38];
        foreach (var error in withoutModes)
        {
            Marshal.SetLastPInvokeError(error);
            Assert.True(PosixDiskFile.LastErrorMeansNoModes, $"{error}");
        }

        Marshal.SetLastPInvokeError(InputOutput);
        Assert.False(PosixDiskFile.LastErrorMeansNoModes);
    }

    private static int Fail(int error)
    {
        Marshal.SetLastPInvokeError(error);
        return -1;
    }
}
