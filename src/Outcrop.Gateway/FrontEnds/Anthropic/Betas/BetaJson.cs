using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>The generated reader of the file of beta flags.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BetaData))]
internal sealed partial class BetaJson : JsonSerializerContext;
