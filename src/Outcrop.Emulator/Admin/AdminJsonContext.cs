using System.Text.Json;
using System.Text.Json.Serialization;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Outages;
using Outcrop.Emulator.Quotas;

namespace Outcrop.Emulator.Admin;

/// <summary>What the admin surface reads and writes. A member that does not exist is a mistake, and is said to be one.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(AdminClockRequest))]
[JsonSerializable(typeof(AdminClock))]
[JsonSerializable(typeof(AdminHealth))]
[JsonSerializable(typeof(AdminJournalEntry[]))]
[JsonSerializable(typeof(AdminFaults))]
[JsonSerializable(typeof(IReadOnlyList<ScriptProgress>))]
[JsonSerializable(typeof(IReadOnlyList<QuotaLevel>))]
[JsonSerializable(typeof(IReadOnlyList<OutageState>))]
internal sealed partial class AdminJsonContext : JsonSerializerContext;
