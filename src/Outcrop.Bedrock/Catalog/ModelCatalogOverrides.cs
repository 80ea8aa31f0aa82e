namespace Outcrop.Bedrock.Catalog;

/// <summary>
/// Changes and additions to a catalogue, in the format of the catalogue's own file (models.schema.json): rows by <c>id</c> and lines by <c>line</c>, each stating only what it changes; <see langword="null"/> takes a value back. Immutable,
/// thread-safe.
/// </summary>
public sealed class ModelCatalogOverrides
{
    private ModelCatalogOverrides(CatalogDocument document) => Document = document;

    internal CatalogDocument Document { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ModelCatalogException">It is not well formed.</exception>
    public static ModelCatalogOverrides Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(File.ReadAllBytes(path), Path.GetFileName(path));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="name">What to call it in faults.</param>
    /// <exception cref="ModelCatalogException">It is not well formed.</exception>
    public static ModelCatalogOverrides Parse(ReadOnlyMemory<byte> utf8, string name = "overrides")
    {
        ArgumentNullException.ThrowIfNull(name);
        var faults = new List<ModelCatalogFault>();
        CatalogDocument? document = CatalogDocument.Parse(utf8, name, faults);
        return document is null || faults.Count > 0 ? throw new ModelCatalogException(name, faults) : new ModelCatalogOverrides(document);
    }
}
