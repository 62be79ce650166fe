using System;
using System.Linq;
using System.Text;
using Tracking.Data;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>Data of many values or long keys take time and memory by their size, not by its square.</summary>
public sealed class LargeDataTests
{
    [Fact]
    public void A_hint_beside_many_items_under_a_long_key_takes_no_longer_than_the_data_are()
    {
        var key = new string('k', 1_000_000);
        var data = Encoding.ASCII.GetBytes(
            $"{{\"{key}\":[{string.Join(',', Enumerable.Repeat("0", 100_000))},\"x\"],\"a\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"}}");
        var types = Encoding.ASCII.GetBytes($"{{\"/{key}/100000\":\"Uri\",\"/a\":\"Guid\"}}");
        Bounds.Keep(() =>
        {
            var read = DataReader.Read(new TrackData(data, types));
            Assert.IsType<Guid>(read["a"]);
            Assert.IsType<Uri>(((object[])read[key]!)[100_000]);
        });
    }

    [Fact]
    public void Merging_many_values_with_hints_takes_no_longer_than_they_are()
    {
        var keys = Enumerable.Range(0, 30_000).Select(i => $"key{i}").ToList();
        var data = Encoding.ASCII.GetBytes($"{{{string.Join(',', keys.Select(key => $"\"{key}\":[\"00:00:01\"]"))}}}");
        var types = Encoding.ASCII.GetBytes($"{{{string.Join(',', keys.Select(key => $"\"/{key}/0\":\"TimeSpan\""))}}}");
        Bounds.Keep(() =>
        {
            var merged = DataMerge.Merge(new TrackData(data, types), new TrackData(data, types));
            Assert.Equal(keys.Count, DataReader.Read(merged).Count);
            Assert.Equal(TimeSpan.FromSeconds(1), ((object[])DataReader.Read(merged)["key77"]!)[0]);
        });
    }

    [Fact]
    public void Data_of_many_small_values_are_read_in_the_time_of_their_size()
    {
        var data = Encoding.ASCII.GetBytes($"{{\"a\":[{string.Join(',', Enumerable.Repeat("{}", 2_000_000))}]}}");
        Bounds.Keep(() => Assert.Equal(2_000_000, ((object[])DataReader.Read(new TrackData(data))["a"]!).Length));
    }
}
