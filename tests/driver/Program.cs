using System;
using System.Globalization;

namespace Tracking.Driver;

/// <summary>Says which of the programs to run; what each takes and prints stands with it.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["work", var file, var script, var seed, var done, var steps, var durability] =>
                    Work.Run(file, new Script(script, Number(seed)), Number(done), Number(steps), Enum.Parse<Durability>(durability)),
                ["read", var file, var script, var seed, var steps] => Reading.Run(file, new Script(script, Number(seed)), Number(steps)),
                ["race", var file, var seconds] => Race.Run(file, Number(seconds)),
                ["lease", var file, var witnesses, var fallback, var seconds] => Lease.Run(file, witnesses, fallback, Number(seconds)),
                ["disturb", var file, var evidence, var seconds] => Disturbance.Run(file, evidence, Number(seconds)),
                ["rescue", var file, var fallback, var act] => Rescue.Run(file, fallback, act),
                ["hold", var file] => Hold.Run(file),
                _ => throw new ArgumentException($"What is '{string.Join(' ', args)}'?"),
            };
        }
        catch (TrackingException error)
        {
            Output.Say($"error {error.Code} {error.Message}");
            return 1;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
