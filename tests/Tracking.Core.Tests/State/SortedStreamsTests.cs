using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Sorted streams put together, read no further than asked, and left in order.</summary>
public sealed class SortedStreamsTests
{
    private int _opened;
    private int _closed;

    [Theory]
    [InlineData("1 3 5|2 4 6", "1 2 3 4 5 6")]
    [InlineData("|1||1 2", "1 2")]
    [InlineData("3|2|1", "1 2 3")]
    [InlineData("7|6|5|4|3|2|1", "1 2 3 4 5 6 7")]
    [InlineData("9 10|8 11|1 12|7 13|2 3 4|5 6", "1 2 3 4 5 6 7 8 9 10 11 12 13")]
    [InlineData("1 2 2 3|2 3|1", "1 2 3")]
    [InlineData("|", "")]
    public void Merged_they_come_in_order_and_each_once(string streams, string merged)
    {
        foreach (var order in new[] { streams.Split('|'), [.. streams.Split('|').Reverse()] })
        {
            Assert.Equal(merged, string.Join(' ', SortedStreams.Merge([.. order.Select(Stream)], (a, b) => a.CompareTo(b))));
            Assert.Equal(_opened, _closed);
        }
    }

    [Fact]
    public void One_that_is_left_in_the_middle_is_closed()
    {
        Assert.Equal([1, 2, 3],
            SortedStreams.Merge([Stream("1 4"), Stream("2 5"), Stream("3 6"), Stream("")], (a, b) => a.CompareTo(b)).Take(3));
        Assert.Equal((4, 4), (_opened, _closed));
    }

    [Fact]
    public void No_more_is_read_than_is_asked_for()
    {
        var read = 0;
        Assert.Equal([3, 4], SortedStreams.Limit(_ => Count(), descending: false, skip: 2, first: 2, last: null));
        Assert.Equal(4, read);
        Assert.Empty(SortedStreams.Limit(_ => Count(), descending: false, skip: 2, first: 0, last: null));
        Assert.Equal(4, read);

        IEnumerable<int> Count()
        {
            for (read = 1; ; read++)
                yield return read;
        }
    }

    private IEnumerable<int> Stream(string numbers)
    {
        _opened++;
        try
        {
            foreach (var number in numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return int.Parse(number, null);
        }
        finally
        {
            _closed++;
        }
    }
}
