using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>Reads the catalogue's rows and rules without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(ModelParameterRules))]
[JsonSerializable(typeof(ModelPriceRules))]
internal sealed partial class ModelCatalogJson : JsonSerializerContext;
