using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Emulator.Admin;

/// <summary>What the admin surface reads and writes. A member that does not exist is a mistake, and is said to be one.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(EmulatorScript))]
[JsonSerializable(typeof(AdminClockRequest))]
[JsonSerializable(typeof(AdminJournalEntry[]))]
internal sealed partial class AdminJsonContext : JsonSerializerContext;
