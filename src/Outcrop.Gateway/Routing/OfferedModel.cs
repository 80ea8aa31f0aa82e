using Outcrop.Bedrock.Catalog;

namespace Outcrop.Gateway.Routing;

/// <summary>A model under a name it can be asked for by. Immutable.</summary>
/// <param name="Name">The name: an alias, or Bedrock's own id.</param>
/// <param name="ModelId">What goes upstream.</param>
/// <param name="Info">What the catalogue knows; <see langword="null"/> where it does not know the model.</param>
internal sealed record OfferedModel(string Name, string ModelId, ModelInfo? Info)
{
    /// <summary>Who made it: the provider, as the catalogue or the id says.</summary>
    public string Owner => Info?.Provider ?? Outcrop.Bedrock.Catalog.ModelId.Parse(ModelId).Provider ?? "bedrock";
}
