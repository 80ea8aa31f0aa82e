using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Gateway.Tokens;

/// <summary>Reads the file without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TokenOverheads))]
internal sealed partial class TokenOverheadJson : JsonSerializerContext;
