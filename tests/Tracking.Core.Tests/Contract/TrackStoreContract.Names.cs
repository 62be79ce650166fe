using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.10
public abstract partial class TrackStoreContract
{
    public static IEnumerable<TheoryDataRow<string>> OddNames =>
    [
        new("'\"`$(x)") { Label = "quotes" },
        new("a\\b/c:d*e?f[g]h") { Label = "path and wildcard characters" },
        new("one\r\ntwo\n") { Label = "line breaks" },
        new(" \t padded ") { Label = "white space" },
        new("😀👩‍🚀") { Label = "emoji" },
        new("]}],{\"\\") { Label = "brackets" },
        new("\u0001\u001f\u007f\u0085\u2028\u2029\ufeff\uffff") { Label = "control characters" },
        new("nul\0nul") { Label = "NUL" },
        new("e\u0301 and \u00e9") { Label = "combining characters" },
        new(string.Concat(Enumerable.Repeat("0123456789", 1000))) { Label = "10,000 characters" },
        new(string.Concat(Enumerable.Repeat("😀", 5000))) { Label = "10,000 characters of emoji" },
    ];

    public static IEnumerable<TheoryDataRow<string?>> BadNames =>
    [
        new(null) { Label = "null" },
        new("") { Label = "empty" },
        new("x\ud83d") { Label = "a lone high surrogate at the end" },
        new("\ude00x") { Label = "a lone low surrogate" },
        new("\ud83d\ud83d\ude00") { Label = "a lone surrogate before a pair" },
        new("\ude00\ud83d") { Label = "a pair the wrong way round" },
    ];

    [Theory]
    [MemberData(nameof(OddNames))]
    public void Any_text_may_be_a_name(string name)
    {
        var saved = Save(name, name);
        Store.StartRun(name);
        Reopen();
        Assert.Equal((name, name), (Get(1).TaskId, Get(1).UserName));
        Assert.Equal([1], Find(new TrackQuery { Tasks = Named(name), Users = Named(name) }));
        Assert.Equal((name, name), Store.ListUsers().Select(u => (u.TaskId, u.UserName)).Single());
        Assert.Equal([name, name], Store.ListRuns(name).Select(r => r.TaskId));
        Assert.Equal(2, Store.FindCurrentRun(name)?.RunId);
        Store.Optimize();
        Reopen();
        Assert.Equal(StoreState.Show(saved), StoreState.Show(Get(1)));
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void What_is_no_name_is_refused_and_nothing_is_stored(string? name)
    {
        Save();
        Refused(TrackingErrorCode.TrackNameInvalid, () => Save(task: name!));
        Refused(TrackingErrorCode.TrackNameInvalid, () => Save(user: name!));
        Refused(TrackingErrorCode.TrackNameInvalid, () => Save("a002", user: name!, mode: SaveMode.Merge));
        if (name is not null)
            Refused(TrackingErrorCode.TrackNameInvalid, () => Store.StartRun(name));
        var next = Save("a002");
        Assert.Equal((2, 2), (next.Number, next.RunId));
    }

    [Fact]
    public void Names_keep_their_spelling_and_compare_without_case()
    {
        Save("Task", "User");
        Save("TASK", "user");
        Save("task", "USER");
        Assert.Equal(["Task", "TASK", "task"], Store.Search(new TrackQuery()).Select(t => t.TaskId));
        Assert.Equal(["User", "user", "USER"], Store.Search(new TrackQuery()).Select(t => t.UserName));
        Assert.Equal([1], Store.ListRuns("tASK").Select(r => r.RunId));
        Assert.Equal(new StoreCounts(3, 1, 1, 1), Store.Count());
        Reopen();
        Assert.Equal(["Task", "TASK", "task"], Store.Search(new TrackQuery { Users = Named("uSeR") }).Select(t => t.TaskId));
    }

    [Theory]
    [InlineData("Ä", "ä", true)]
    [InlineData("ПРИВЕТ", "привет", true)]
    [InlineData("ß", "ss", false)]
    [InlineData("é", "e\u0301", false)]
    [InlineData("co-op", "coop", false)]
    [InlineData("i", "ı", false)]
    [InlineData("I", "İ", false)]
    [InlineData("K", "\u212a", false)]
    [InlineData("a", "a\0", false)]
    [InlineData("a", "a ", false)]
    public void Names_compare_by_their_characters_not_by_a_culture(string one, string other, bool same)
    {
        Save(one, one);
        Save(other, other);
        Assert.Equal(same ? 1 : 2, Store.Count().Tasks);
        Assert.Equal(same ? 1 : 2, Store.Count().Users);
        Assert.Equal(same ? 1 : 2, Store.Count().Runs);
        Assert.Equal(same ? [1, 2] : [1], Find(new TrackQuery { Tasks = Named(one) }));
        Assert.Equal(same ? [1, 2] : [2], Find(new TrackQuery { Users = Named(other) }));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("az-Latn-AZ")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    public void Names_and_times_are_the_same_in_every_culture(string culture)
    {
        var former = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Save("FILE", "INIT", at: 1.5);
            Save("file", "init", json: """{"ID":1}""", at: -0.25);
            Save("file", "init", json: """{"id":2}""", mode: SaveMode.Merge, at: 3);
            Reopen();
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = former;
        }

        Reopen();
        Assert.Equal(new StoreCounts(2, 1, 1, 1), Store.Count());
        Assert.Equal([2, 1], FindAll());
        Assert.Equal([TestClock.At(-0.25), TestClock.At(3)], Store.Search(new TrackQuery()).Select(t => t.TimeUtc));
        Assert.Equal("""{"id":2}""", Json.Text(Get(1).Data));
    }
}
