using System.Buffers;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Families;

/// <summary>What families share when they write a request.</summary>
internal static class FamilyRequest
{
    /// <summary>The output limit of a request that sets none, for families whose body must have one.</summary>
    public const int DefaultMaxTokens = 4096;

    /// <summary>The refusal of a request whose meaning would be lost.</summary>
    public static BedrockException Refuse(string family, string path, string what) =>
        new(BedrockErrorKind.Validation, $"Models of the family {family} take no {what} ({path}).");

    /// <summary>The error of a body that is not the family's.</summary>
    public static BedrockException Unexpected(string family, Exception fault) =>
        ConverseJson.Unexpected($"The body is not an answer of the family {family}: {fault.Message}", fault);

    /// <summary>Turns what System.Text.Json throws at an opaque member that is no JSON, or a text that is no Unicode, into a refusal.</summary>
    public static BedrockException Invalid(Exception fault) =>
        new(BedrockErrorKind.Validation, "The request cannot be written as JSON: " + fault.Message, fault);

    /// <summary>Refuses tools where a family has none: an answer without the tool would be another answer.</summary>
    public static void RefuseTools(string family, ConverseRequest request)
    {
        if (request.ToolConfig is { Tools.Count: > 0 })
        {
            throw Refuse(family, "toolConfig", "tools");
        }
    }

    /// <summary>Reports inference parameters Converse does not model and the family therefore cannot place.</summary>
    public static void DropUnknownInference(ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.InferenceConfig is not { Additional.IsEmpty: false } inference)
        {
            return;
        }

        using var document = System.Text.Json.JsonDocument.Parse(inference.Additional.Utf8, ConverseJson.DocumentOptions);
        foreach (System.Text.Json.JsonProperty member in document.RootElement.EnumerateObject())
        {
            // null and [] ask for nothing.
            if (member.Value.ValueKind is not System.Text.Json.JsonValueKind.Null and not System.Text.Json.JsonValueKind.Array)
            {
                dropped.Add(new DroppedParameter("inferenceConfig." + member.Name, "unknown; put vendor fields into additionalModelRequestFields"));
            }
        }
    }
}
