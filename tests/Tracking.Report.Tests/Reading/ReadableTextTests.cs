using System.Text.Json;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Texts that programs write for programs, as people read them (rule 11.3).</summary>
public sealed class ReadableTextTests
{
    private const string Head = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";

    [Theory]
    [InlineData("plain <b>text</b>", "plain <b>text</b>")]
    [InlineData("<Objs", "<Objs")]
    [InlineData("#< CLIXML\r\n" + Head + "<S S=\"Error\">no route_x000D__x000A_</S><S S=\"Error\">to host &lt;a&gt;_x000D__x000A_</S>"
        + "</Objs>", "no route to host <a>")]
    [InlineData("git: " + Head + "<I32>7</I32></Objs> end", "git:7 end")]
    [InlineData(Head + "<Obj S=\"progress\" RefId=\"0\"><TN RefId=\"0\"><T>System.Object</T></TN><MS><S N=\"a\">bar</S></MS></Obj>"
        + "<S>x</S></Objs>", "x")]
    [InlineData(Head + "<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Object</T></TN><ToString>web1</ToString></Obj></Objs>", "web1")]
    [InlineData(Head + "<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Object</T></TN></Obj></Objs>", "(an object)")]
    [InlineData(Head + "<S>cut o", "cut o")]
    [InlineData(Head + "<S>whole</S><Obj RefId=", "whole")]
    [InlineData(Head + "<S>a</S></Objs>" + Head + "<S>b</S></Objs>", "ab")]
    [InlineData("\u001b[31;1mred\u001b[0m \u001b[?25l", "red ")]
    public void Text_is_read(string text, string readable) => Assert.Equal(readable, ReadableText.Of(text));

    [Fact]
    public void Text_within_such_text_comes_to_an_end()
    {
        var inner = JsonSerializer.Serialize(Head + "<S>x</S></Objs>").Trim('"').Replace("\\u003C", "&lt;").Replace("\\u003E", "&gt;");
        Assert.Contains("x", ReadableText.Of($"{Head}<S>{inner}</S></Objs>"));
        Assert.Equal(65_536, ReadableText.Of(new string('x', 1_000_000)).Length);
    }

    [Fact]
    public void Steps_messages_and_data_are_read_so()
    {
        var clixml = $"#< CLIXML\r\n{Head}<S S=\"Error\">no route</S></Objs>";
        var model = new Sample().Run(1, "a", 0, 5, RunStatus.Failed, clixml).Run(2, "b", 0, 5, RunStatus.Failed)
            .Step(2, "s", 0, 1, StepStatus.Failed, clixml).Track("a", 0, new { text = clixml }).Build();
        Assert.Equal("no route", model.Failures[0].Error);
        Assert.Equal("no route", model.Failures[1].Error);
        Assert.Equal("text=no route", model.Tracks[0].Preview);
    }
}
