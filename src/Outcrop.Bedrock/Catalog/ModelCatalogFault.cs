namespace Outcrop.Bedrock.Catalog;

/// <summary>One fault of a catalogue's file.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.models[3].rules.topK.maximum</c>.</param>
/// <param name="Message">What is wrong, and what is expected.</param>
public sealed record ModelCatalogFault(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
