using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>The generated reader of the file of refusals.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RefusalData))]
internal sealed partial class RefusalJson : JsonSerializerContext;
