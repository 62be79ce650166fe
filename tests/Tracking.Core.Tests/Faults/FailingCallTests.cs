using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Every call that the workload makes to the disk fails, once, twice, and from then on. Each operation is refused with an error of ours or
/// keeps its promise, nothing that was refused lands later, memory and the file agree, and the next save works when the fault is gone.
/// </summary>
public sealed class FailingCallTests
{
    [Theory]
    [InlineData(Durability.Always, nameof(FaultKind.Error), 1)]
    [InlineData(Durability.Always, nameof(FaultKind.Error), 2)]
    [InlineData(Durability.Always, nameof(FaultKind.Error), DiskFault.Always)]
    [InlineData(Durability.Always, nameof(FaultKind.Denied), 1)]
    [InlineData(Durability.Always, nameof(FaultKind.HalfWritten), 1)]
    [InlineData(Durability.Always, nameof(FaultKind.HalfWritten), 2)]
    [InlineData(Durability.Always, nameof(FaultKind.HalfWritten), DiskFault.Always)]
    [InlineData(Durability.Always, nameof(FaultKind.AlmostWritten), 1)]
    [InlineData(Durability.Always, nameof(FaultKind.AlmostWritten), 2)]
    [InlineData(Durability.Always, nameof(FaultKind.AlmostWritten), DiskFault.Always)]
    [InlineData(Durability.Always, nameof(FaultKind.DiskFull), 1)]
    [InlineData(Durability.Always, nameof(FaultKind.DiskFull), DiskFault.Always)]
    [InlineData(Durability.EverySecond, nameof(FaultKind.Error), 1)]
    [InlineData(Durability.EverySecond, nameof(FaultKind.Error), DiskFault.Always)]
    [InlineData(Durability.EverySecond, nameof(FaultKind.AlmostWritten), 2)]
    [InlineData(Durability.EverySecond, nameof(FaultKind.DiskFull), DiskFault.Always)]
    [InlineData(Durability.OnClose, nameof(FaultKind.Error), 2)]
    public void Whichever_call_fails_each_operation_keeps_its_promise_or_is_refused_for_good(Durability durability, string kind, int times)
    {
        var calls = CallsWithoutFault(durability);
        var refused = 0;
        for (var i = 0; i < calls.Count; i += TestScale.Stride)
        {
            var fault = new DiskFault(i + 1, times, Enum.Parse<FaultKind>(kind));
            // A fault that only a write can have is tried where there is one.
            if (fault.Kind is FaultKind.Error or FaultKind.Denied || calls[i] is "write" or "create" or "lock")
                refused += RunWith(durability, fault, calls[i]);
        }

        // Of a sample, each may go well.
        Assert.True(refused > 0 || TestScale.Stride > 1);
        TestContext.Current.TestOutputHelper!.WriteLine($"{calls.Count} calls, {refused} operations refused");
    }

    private static int RunWith(Durability durability, DiskFault fault, string call)
    {
        using var run = new FaultRun(durability);
        try
        {
            run.Do(fault);
            return run.Refused.Count;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{fault}, a {call}: {error.Message}\nRefused:\n{string.Join('\n', run.Refused)}", error);
        }
    }

    private static List<string> CallsWithoutFault(Durability durability)
    {
        List<string> calls = [];
        using var run = new FaultRun(durability);
        calls.AddRange(Enumerable.Repeat("set up", (int)run.Disk.Calls));
        run.Disk.Called = calls.Add;
        run.Do(null);
        Assert.Empty(run.Refused);
        return calls;
    }
}
