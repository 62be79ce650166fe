using System;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>Opens a store for writing, prints <c>held</c> and keeps it until its input ends.</summary>
internal static class Hold
{
    public static int Run(string file)
    {
        using (FileTrackStore.Open(file))
        {
            Output.Say("held");
            Console.In.ReadToEnd();
        }
        Output.Say("closed");
        return 0;
    }
}
