using System.Text.Json.Serialization;

namespace Outcrop.Cli.Output;

/// <summary>Source-generated JSON of everything that <c>--json</c> prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(EmbedOutput))]
[JsonSerializable(typeof(IReadOnlyList<ModelOutput>))]
[JsonSerializable(typeof(DoctorOutput))]
[JsonSerializable(typeof(ExplainOutput))]
[JsonSerializable(typeof(ConfigCheckOutput))]
[JsonSerializable(typeof(ConfigValueOutput[]))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
[JsonSerializable(typeof(NewKeyOutput))]
internal sealed partial class CliJson : JsonSerializerContext;
