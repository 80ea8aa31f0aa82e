using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Emulator.Catalog;

/// <summary>How the data file is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(ModelData))]
internal sealed partial class ModelDataContext : JsonSerializerContext;
