using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>The catalogue's file.</summary>
internal sealed record ModelCatalogData
{
    public required string Source { get; init; }

    public required string Licence { get; init; }

    public string? Additions { get; init; }

    public required string Generated { get; init; }

    public required string Units { get; init; }

    public required IReadOnlyList<ModelInfo> Models { get; init; }
}
