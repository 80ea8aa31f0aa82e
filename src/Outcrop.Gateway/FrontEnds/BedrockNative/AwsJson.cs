using System.Text.Json.Serialization;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>The JSON of this dialect that is not written by hand.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class AwsJson : JsonSerializerContext;
