using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>The members of a Responses body that come from all over a Converse request: storage, reasoning, output format.</summary>
internal static class ResponsesHead
{
    /// <summary>Writes them.</summary>
    public static void Write(ConverseRequest request, SurfaceRoute route, SurfaceHead head, ICollection<DroppedParameter> dropped)
    {
        RawJson? vendor = request.AdditionalModelRequestFields;
        if (!BodyWriter.Holds(vendor, "store"))
        {
            // The default keeps every conversation for thirty days.
            head.Name("store");
            head.Json.WriteBooleanValue(false);
        }

        if (route.IsFirstParty && !BodyWriter.Holds(vendor, "include"))
        {
            // What is not stored must come back with the next turn, and a closed model's thoughts come encrypted only.
            head.Name("include");
            BodyWriter.WriteStrings(head.Json, ["reasoning.encrypted_content"]);
        }

        WriteReasoning(request, vendor, head, dropped);
        if (request.OutputConfig?.Format is { } format)
        {
            head.Name("text");
            head.Json.WriteStartObject();
            head.Json.WriteStartObject("format");
            head.Json.WriteString("type", "json_schema");
            SurfaceMembers.WriteSchema(head, format);
            head.Json.WriteEndObject();
            head.Json.WriteEndObject();
        }
    }

    private static void WriteReasoning(ConverseRequest request, RawJson? vendor, SurfaceHead head, ICollection<DroppedParameter> dropped)
    {
        SurfaceMembers.DropIf(request.Reasoning is { BudgetTokens: not null }, "reasoning.budgetTokens", dropped);
        string? effort = SurfaceMembers.EffortOf(request) ?? VendorEffort(vendor);
        bool summarized = request.Reasoning is { Display: "summarized" };
        if (BodyWriter.Holds(vendor, "reasoning") || (effort is null && !summarized))
        {
            return;
        }

        head.Name("reasoning");
        head.Json.WriteStartObject();
        if (effort is not null)
        {
            head.Json.WriteString("effort", effort);
        }

        if (summarized)
        {
            head.Json.WriteString("summary", "auto");
        }

        head.Json.WriteEndObject();
    }

    /// <summary>Chat Completions' name for the same thing, under which Converse's callers know it.</summary>
    private static string? VendorEffort(RawJson? vendor)
    {
        if (vendor is not { IsEmpty: false } fields)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(fields.Utf8, ConverseJson.DocumentOptions);
        return ConverseJson.GetString(document.RootElement, ResponsesWriter.ChatEffort);
    }
}
