namespace Tracking.Binding;

/// <summary>
/// What a parameter holds that was not given. PowerShell puts it back before each object that is piped, so it tells of the object at
/// hand; <c>MyInvocation.BoundParameters</c> keeps
/// the keys of those before it.
/// </summary>
internal static class NotGiven
{
    public static readonly string Name = new('\0', 1);

    public static readonly string?[] Names = [Name];

    public static readonly int[] RunIds = [0];
}
