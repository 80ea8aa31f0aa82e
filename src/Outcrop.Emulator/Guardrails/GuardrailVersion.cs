using System.Text.Json;

namespace Outcrop.Emulator.Guardrails;

/// <summary>One version of a guardrail.</summary>
/// <param name="Id">The guardrail.</param>
/// <param name="Number"><c>DRAFT</c> or a number from 1.</param>
/// <param name="Policy">What it does.</param>
/// <param name="Definition">What it was created from, to be given back.</param>
/// <param name="Description">What its owner says of it.</param>
/// <param name="Created">When the guardrail was created.</param>
/// <param name="Updated">When this version was.</param>
internal sealed record GuardrailVersion(
    string Id, string Number, GuardrailPolicy Policy, JsonElement Definition, string? Description, DateTimeOffset Created, DateTimeOffset Updated)
{
    public const string Draft = "DRAFT";

    public string Name => Definition.ValueKind == JsonValueKind.Object && Definition.TryGetProperty("name"u8, out JsonElement name) ? name.GetString()! : Id;
}
