namespace Tracking.Seam;

/// <summary>A store that others need rights for, who are not its owner.</summary>
public interface IRoleStore
{
    /// <summary>The statements that make roles and grant each what it needs, as a script.</summary>
    string Grants { get; }
}
