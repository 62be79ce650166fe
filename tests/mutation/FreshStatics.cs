using System;
using System.Linq;
using System.Runtime.CompilerServices;
using Tracking.SessionFile;

[assembly: Xunit.AssemblyFixture(typeof(Tracking.Tests.FreshStatics))]

namespace Tracking.Tests;

/// <summary>
/// Makes all that is static anew before the tests run, as in a process of its own. Stryker puts one mutant after another to
/// the same process, in which a static field would keep what the code gave it while another mutant was at work: its own
/// mutants would go unnoticed, and others be taken for noticed.
/// </summary>
public sealed unsafe class FreshStatics
{
    public FreshStatics()
    {
        SampleFile.Forget();
        var types = typeof(FileTrackStore).Assembly.GetTypes()
            .Where(type => type is { ContainsGenericParameters: false, Namespace: not null, TypeInitializer: not null }
            && type.Namespace.Split('.')[0] == nameof(Tracking)).ToList();
        // Twice, since one may be made of another.
        foreach (var type in types.Concat(types))
        {
            try
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
            catch (TypeInitializationException error)
            {
                // The type is of no use any more to whatever mutant comes next in this process.
                Environment.FailFast("A mutant left a type without its static fields.", error);
            }
            // By its address, since the runtime lets reflection run it only once.
            ((delegate* managed<void>)type.TypeInitializer!.MethodHandle.GetFunctionPointer())();
        }
    }
}
