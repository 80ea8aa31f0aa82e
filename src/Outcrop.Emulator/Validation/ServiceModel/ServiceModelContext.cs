using System.Text.Json.Serialization;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>How the data file is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ServiceModelData))]
internal sealed partial class ServiceModelContext : JsonSerializerContext;
