using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcrop.Bedrock.Catalog;

/// <summary>One file of the catalogue, well formed, not yet joined with others.</summary>
/// <param name="Name">What it is called in faults.</param>
/// <param name="Root">Its content; only read.</param>
internal sealed record CatalogDocument(string Name, JsonObject Root)
{
    // A name that stands twice would silently win or lose; comments and trailing commas are welcome in what people write by hand.
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a file and holds it against the schema.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="faults">Told every fault.</param>
    /// <returns><see langword="null"/> where it is no JSON object at all.</returns>
    public static CatalogDocument? Parse(ReadOnlyMemory<byte> utf8, string name, ICollection<ModelCatalogFault> faults)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, s_options);
            CatalogSchema.Default.Check(document.RootElement, faults);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new CatalogDocument(name, JsonObject.Create(document.RootElement.Clone())!) : null;
        }
        catch (JsonException fault)
        {
            faults.Add(new ModelCatalogFault(fault.Path ?? "$", $"No JSON: {fault.Message}"));
            return null;
        }
    }

    /// <summary>Reads the file that ships. It is not held against the schema here: a test does that.</summary>
    /// <param name="stream">The JSON.</param>
    /// <param name="name">What to call it.</param>
    public static CatalogDocument Trust(Stream stream, string name)
    {
        using JsonDocument document = JsonDocument.Parse(stream);
        return new CatalogDocument(name, JsonObject.Create(document.RootElement.Clone())!);
    }

    /// <summary>The objects of one of its lists.</summary>
    /// <param name="list"><c>lines</c> or <c>models</c>.</param>
    public IEnumerable<(JsonObject Item, string Path)> Items(string list)
    {
        if (Root[list] is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (items[i] is JsonObject item)
                {
                    yield return (item, $"$.{list}[{i}]");
                }
            }
        }
    }
}
