using System.Management.Automation;

namespace Tracking.Stores;

/// <summary>Flushes when the module is removed from a runspace; another one may still use its stores, so none is closed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => StoreRegistry.Instance.FlushAll();
}
