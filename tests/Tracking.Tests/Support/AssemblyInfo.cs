using Xunit.v3;
using Xunit.Sdk;

// The open stores, the current one and the environment are the process's: one test at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
