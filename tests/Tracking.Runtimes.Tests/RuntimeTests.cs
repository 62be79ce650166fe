using System;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>The program runs on the runtime that it is made for, and not on one that happens to be there.</summary>
public sealed class RuntimeTests
{
    [Fact]
    public void The_runtime_is_the_one_that_the_tests_are_for()
    {
#if NET
        Assert.Equal(8, Environment.Version.Major);
#else
        Assert.True(OperatingSystem.IsWindows() || Type.GetType("Mono.Runtime") != null);
#endif
        Assert.Equal("netstandard", typeof(TrackRecord).Assembly.GetReferencedAssemblies()[0].Name);
    }
}
