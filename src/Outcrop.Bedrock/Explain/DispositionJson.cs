using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Explain;

/// <summary>Reads the table without reflection. A member that it does not know is an error: a slip of the pen would else be a row that says nothing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(DispositionDialect))]
internal sealed partial class DispositionJson : JsonSerializerContext;
