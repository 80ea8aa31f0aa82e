using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Converse's additional fields are members of the Messages body and must be known there.</summary>
internal static class AdditionalFieldsRule
{
    public static void Check(JsonElement body, ModelLine line)
    {
        if (Member(body, "additionalModelRequestFields") is not { ValueKind: JsonValueKind.Object } fields)
        {
            return;
        }

        foreach (JsonProperty field in fields.EnumerateObject())
        {
            if (!MessagesFields.IsKnown(field.Name))
            {
                AwsError refusal = MessagesFields.Unknown(field.Name, line);
                throw Of(ModelErrors + refusal.Message);
            }
        }
    }
}
