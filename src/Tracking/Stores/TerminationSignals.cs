using System;
using System.Collections.Generic;
using System.Reflection;

namespace Tracking.Stores;

/// <summary>
/// The signals that ask a process to end, SIGTERM and SIGHUP, of which the runtime raises no ProcessExit. What they do is left as it is: a
/// process that survives them goes on. They are found by reflection, since this assembly also runs where there is nothing of the kind.
/// </summary>
internal static class TerminationSignals
{
    private const string Names = "System.Runtime.InteropServices.PosixSignal";
    private const string Assembly = ", System.Runtime.InteropServices";

    // Who is collected receives nothing.
    private static readonly List<IDisposable> Registrations = [];

    /// <summary>Has an action run when such a signal comes, before the process ends of it.</summary>
    public static void BeforeEnd(Action action)
    {
        var context = Type.GetType($"{Names}Context{Assembly}");
        var signal = Type.GetType($"{Names}{Assembly}");
        if (context == null || signal == null || Type.GetType($"{Names}Registration{Assembly}")?.GetMethod("Create") is not { } create)
            return;
        var receive = Delegate.CreateDelegate(
            typeof(Action<>).MakeGenericType(context), new Receiver(action), typeof(Receiver).GetMethod(nameof(Receiver.Receive))!);
        foreach (var name in new[] { "SIGTERM", "SIGHUP" })
        {
            try
            {
                Registrations.Add((IDisposable)create.Invoke(null, [Enum.Parse(signal, name), receive])!);
            }
            catch (TargetInvocationException error) when (error.InnerException is PlatformNotSupportedException)
            {
                // A system that has no such signal sends none.
            }
        }
    }

    private sealed class Receiver(Action action)
    {
        public void Receive(object context) => action();
    }
}
