using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.OpenAIChat;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Sampling fields of OpenAI's that Converse has no member for.</summary>
internal static class VendorFields
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["seed", "frequency_penalty", "presence_penalty", "logit_bias", "logprobs", "top_logprobs"];

    /// <summary>Whether a model's own body has them: those that speak OpenAI's dialect themselves.</summary>
    /// <param name="modelId">The model.</param>
    public static bool AreTaken(string modelId) => ModelFamilies.Find(ModelId.Parse(modelId)) is OpenAIChatBase;

    /// <summary>Whether a value is the dialect's own default, so that leaving it out loses nothing.</summary>
    /// <param name="value">The value.</param>
    public static bool AskForNothing(JsonElement value) => RequestJson.AsksForNothing(value);

    /// <summary>Adds a member to the model's own fields; one that is there already stays.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">Its value.</param>
    public static RawJson Add(RawJson? fields, string name, JsonElement value) => ModelFields.Add(fields, name, value);
}
