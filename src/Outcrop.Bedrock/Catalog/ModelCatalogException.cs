namespace Outcrop.Bedrock.Catalog;

/// <summary>A catalogue's file cannot be used. All its faults are told at once.</summary>
public sealed class ModelCatalogException : Exception
{
    internal ModelCatalogException(string name, IReadOnlyList<ModelCatalogFault> faults)
        : base($"The model catalogue {name} has {faults.Count} fault(s):{string.Concat(faults.Select(fault => Environment.NewLine + "  " + fault))}") => Faults = faults;

    /// <summary>The faults, in the order of the file; never empty.</summary>
    public IReadOnlyList<ModelCatalogFault> Faults { get; }
}
