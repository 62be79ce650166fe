using System;
using System.IO;
using Tracking.Bench;

// measure <folder> <results> <quick>   everything that is measured in this process
// make <file> <count> <users>          makes a session file
// sessions <folder> <count>            makes session files of a hundred tracks each
// memory <file> <results>              measures an open store; for a process of its own
// database <connection> <results> <quick>   measures a database that is empty
switch (args)
{
    case ["measure", var folder, var output, var quick]:
        var scale = quick == "quick" ? Scale.Quick : Scale.Full;
        var results = new Results();
        new SavingBench(results, scale, folder).Run();
        new LargeBench(results, scale, folder, Path.Combine(folder, "large.json")).Run();
        MemoryBench.Add(results, Path.Combine(folder, "memory.result"));
        MicroBenchmarks.Run(results, quick == "quick");
        results.Tell("runtime", Environment.Version.ToString());
        results.Tell("sqlite", SqlitePeer.Version);
        results.Tell("litedb", LiteDbPeer.Version);
        results.Tell("newtonsoft", typeof(Newtonsoft.Json.JsonTextReader).Assembly.GetName().Version!.ToString(3));
        results.Write(output);
        return 0;
    case ["make", var file, var count, var users]:
        Workload.MakeStore(file, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(users, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["sessions", var home, var number]:
        SessionFiles.Make(home, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["memory", var file, var output]:
        MemoryBench.Run(file, output);
        return 0;
    case ["database", var connection, var output, var quick]:
        var measured = new Results();
        new DatabaseBench(measured, quick == "quick" ? Scale.Quick : Scale.Full, connection).Run();
        measured.Write(output);
        return 0;
    default:
        Console.Error.WriteLine("This is started by tests/bench/Bench.ps1.");
        return 1;
}
