using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>Reads it without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelCatalogData))]
internal sealed partial class ModelCatalogJson : JsonSerializerContext;
