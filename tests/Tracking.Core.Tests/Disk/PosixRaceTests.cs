using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>A file that one thread closes while another uses it.</summary>
public class PosixRaceTests : PosixTest
{
    [Fact]
    public void A_write_that_races_with_closing_never_lands_in_another_file()
    {
        for (var round = 0; round < 200; round++)
        {
            var name = PathOf($"closed{round}");
            var file = Disk.CreateNew(name);
            using var started = new ManualResetEventSlim();
            var writer = Task.Run(
                () =>
                {
                    while (true)
                    {
                        Write(file, 0, "stray");
                        started.Set();
                    }
                },
                TestContext.Current.CancellationToken);

            Assert.True(started.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            file.Dispose();
            using var next = Disk.CreateNew(PathOf($"next{round}"));
            Assert.IsType<ObjectDisposedException>(Record.Exception(() => writer.GetAwaiter().GetResult()));
            Assert.Equal(0, next.Length);
        }
    }
}
