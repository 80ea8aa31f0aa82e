using System.Buffers;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families;

/// <summary>What families share when they write a request.</summary>
internal static class FamilyRequest
{
    /// <summary>The output limit of a request that sets none, for families whose body must have one, where no rule of the catalogue has set another.</summary>
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

    /// <summary>Refuses a form of the answer where a family has none, and reports what else it cannot take: an answer of another form is another answer, one less thought over is not.</summary>
    public static void LoseOutputAndReasoning(string family, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.OutputConfig is not null)
        {
            throw Refuse(family, "outputConfig", "form of the answer");
        }

        DropReasoning(request, dropped);
    }

    /// <summary>Reports that the request asked for reasoning.</summary>
    public static void DropReasoning(ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.Reasoning is not null)
        {
            dropped.Add(new DroppedParameter("reasoning", "the family's body has no such member"));
        }
    }

    /// <summary>Reports that the request limits the tokens sampled from.</summary>
    public static void DropTopK(ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.InferenceConfig?.TopK is not null)
        {
            dropped.Add(new DroppedParameter("inferenceConfig.topK", "the family's body has no such member"));
        }
    }

    /// <summary>The stop sequences to write: those of the family's own body as they stood there, of others those that are more than white space.</summary>
    public static IReadOnlyList<string> Stops(ConverseRequest request, string dialect, ICollection<DroppedParameter> dropped) =>
        request.InferenceConfig is not { } inference ? []
        : request.ReadFrom == dialect ? inference.StopSequences
        : StopSequences.NotBlank(inference.StopSequences, dropped);

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
