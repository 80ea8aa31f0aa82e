namespace Outcrop.Emulator.Catalog;

/// <summary>A resource that stands for a model: an inference profile, a provisioned, custom or imported model. A row of <c>models.json</c>.</summary>
internal sealed class ModelResource
{
    /// <summary>The kind, as it stands in the ARN: <c>application-inference-profile</c>, <c>provisioned-model</c>…</summary>
    public required string Kind { get; init; }

    /// <summary>The id behind the kind, as it stands in the ARN.</summary>
    public required string Id { get; init; }

    /// <summary>The resource's name.</summary>
    public required string Name { get; init; }

    /// <summary>The base model.</summary>
    public required string Model { get; init; }

    /// <summary>An imported model's architecture.</summary>
    public string? Architecture { get; init; }
}
