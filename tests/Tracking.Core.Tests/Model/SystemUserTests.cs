using System.Collections.Generic;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>Rule 3.6: who the user is where the system has no name for it.</summary>
public sealed class SystemUserTests
{
    [Theory]
    [InlineData("ann", "bob", "cid", "ann")]
    [InlineData("", "bob", "cid", "bob")]
    [InlineData(null, null, "cid", "cid")]
    [InlineData(" ", " ", "cid", "cid")]
    [InlineData("", "", "", "12345")]
    [InlineData(null, null, null, "12345")]
    public void The_first_name_that_is_there_is_the_users(string? ofSystem, string? user, string? logname, string expected)
    {
        var variables = new Dictionary<string, string?> { ["USER"] = user, ["LOGNAME"] = logname };
        Assert.Equal(expected, SystemUser.Find(ofSystem, name => variables[name], () => "12345"));
    }

    [Fact]
    public void This_process_has_a_user() => Assert.NotEmpty(SystemUser.Name);
}
