using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tracking.Serialization;
using Xunit;

namespace Tracking.Tests.Outputs;

/// <summary>Values of a step's output come back as what they were.</summary>
public sealed class RestoredValueTests
{
    [Fact]
    public void Values_of_all_types_nested_in_one_another_come_back_as_they_were()
    {
        for (var seed = 0; seed < 3000; seed++)
            AssertSame(new ValueSample(seed).Next(), $"seed {seed}");
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void They_do_so_in_every_culture(string culture)
    {
        var former = CultureInfo.CurrentCulture;
        var texts = Enumerable.Range(0, 100).Select(Text).ToList();
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            for (var seed = 0; seed < 300; seed++)
                AssertSame(new ValueSample(seed).Next(), $"seed {seed}");
            // A GUID is another one each time.
            Assert.Equal(texts.Where(HasNoGuid), Enumerable.Range(0, 100).Select(Text).Where(HasNoGuid));
        }
        finally
        {
            CultureInfo.CurrentCulture = former;
        }

        static string Text(int seed) => OutputTrip.Of(new ValueSample(seed).Next(), StepOutput.MaxBytes).Text!;
        static bool HasNoGuid(string text) => !text.Contains("<G>", StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_unreadable_makes_another_error_than_that_it_is()
    {
        var text = OutputTrip.Of(Enumerable.Range(0, 30).SelectMany(seed => new ValueSample(seed).Next()), StepOutput.MaxBytes).Text!;
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var at = random.Next(text.Length);
            var damaged = random.Next(3) switch
            {
                0 => text[..at],
                1 => text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)),
                _ => text[..at] + (char)random.Next(32, 127) + text[(at + 1)..],
            };
            try
            {
                StepOutput.Restore(damaged);
            }
            catch (TrackingException error)
            {
                Assert.Equal(TrackingErrorCode.TrackDataUnreadable, error.Code);
            }
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("<Output>")]
    [InlineData("<Output><New>1</New></Output>")]
    [InlineData("<Output/><Output/>")]
    [InlineData("<Output><L T='List(System.Diagnostics.Process)'></L></Output>")]
    [InlineData("<Output><A T='I32[]'><S>x</S></A></Output>")]
    [InlineData("<Output><A T='I32'></A></Output>")]
    [InlineData("<Output><M T='Hashtable'><S>x</S></M></Output>")]
    [InlineData("<Output><C></C></Output>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><Output><S>&b;</S></Output>")]
    public void What_is_no_output_is_refused(string text) =>
        Assert.Equal(TrackingErrorCode.TrackDataUnreadable, Assert.Throws<TrackingException>(() => StepOutput.Restore(text)).Code);

    private static void AssertSame(List<object?> given, string name)
    {
        var trip = OutputTrip.Of(given, StepOutput.MaxBytes);
        Assert.True(trip.Reason == null, $"{name}: {trip.Reason}");
        Assert.True(trip.Notices.Length == 0, $"{name}: {string.Join(',', trip.Notices)}");
        Assert.Null(ValueDifference.Of(given, trip.Objects.ToList(), name));
    }
}
