using System.Collections.Generic;
using System.Management.Automation;

namespace Tracking.Data;

/// <summary>
/// A script block that says whether a stored value, a list as a whole, is one that is asked for (rule 4.9). It runs where it was written,
/// as the block of Where-Object does, and an error of any kind ends it.
/// </summary>
internal sealed class DataBlock(ScriptBlock block, string path)
{
    public Condition ToCondition() => new(Holds, hasBlock: true);

    /// <exception cref="TrackingException">TrackQueryInvalid, naming the key path: the block failed.</exception>
    private bool Holds(object? stored)
    {
        try
        {
            // Made anew, as the block may ask a question with the same block.
            List<PSVariable> variables = [new("_", stored), new("ErrorActionPreference", ActionPreference.Stop)];
            return LanguagePrimitives.IsTrue(block.InvokeWithContext(null, variables, []));
        }
        catch (FlowControlException error) when (error is BreakException or ContinueException)
        {
            // It would leave a loop of the caller, who has no idea that the block is in one.
            return false;
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackQueryInvalid, $"The condition of -Data for '{path}' failed: {error.Message}", error);
        }
    }
}
