using System.Collections.Frozen;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>
/// A model's id on each surface. bedrock-mantle takes bare ids, without region prefix, date or version; bedrock-runtime takes ids with a version, cross-region profiles and ARNs.
/// What the catalogue does not tell follows from the form of the ids. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/models-endpoint-availability.html and a recorded <c>GET /v1/models</c> of August 2026.
/// </summary>
internal static class SurfaceModels
{
    // Where the two surfaces' names differ by more than their version. From the recorded list.
    private static readonly FrozenDictionary<string, string> s_mantleNames = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["deepseek.v3"] = "deepseek.v3.1",
        ["moonshot.kimi-k2-thinking"] = "moonshotai.kimi-k2-thinking",
        ["qwen.qwen3-coder-30b-a3b"] = "qwen.qwen3-coder-30b-a3b-instruct",
        ["qwen.qwen3-coder-480b-a35b"] = "qwen.qwen3-coder-480b-a35b-instruct",
        ["qwen.qwen3-next-80b-a3b"] = "qwen.qwen3-next-80b-a3b-instruct",
        ["qwen.qwen3-vl-235b-a22b"] = "qwen.qwen3-vl-235b-a22b-instruct",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a model is one of OpenAI's closed ones: they have neither Converse nor InvokeModel, and reasoning that only comes encrypted.</summary>
    /// <param name="modelId">The model.</param>
    public static bool IsClosedOpenAI(ModelId modelId) =>
        modelId is { Provider: "openai", BaseModelId: { } id } && !id.StartsWith("openai.gpt-oss", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path before the OpenAI APIs' own on bedrock-mantle: most models are under <c>/v1</c>, some under <c>/openai/v1</c>, and each answers under its own only.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="catalog">What is known of models.</param>
    public static string OpenAIPathOnMantle(ModelId modelId, ModelCatalog catalog)
    {
        if (RowOf(modelId, "mantle", catalog)?.OpenAIPath is { } known)
        {
            return known;
        }

        bool second = IsClosedOpenAI(modelId) || modelId.Provider == "xai" || modelId.BaseModelId?.StartsWith("google.gemma-4", StringComparison.OrdinalIgnoreCase) == true;
        return second ? "/openai/v1" : "/v1";
    }

    /// <summary>A model's id on bedrock-mantle.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="region">The region of the endpoint.</param>
    /// <param name="catalog">What is known of models.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: mantle cannot know it.</exception>
    public static string OnMantle(ModelId modelId, string region, ModelCatalog catalog)
    {
        if (modelId.Kind is not (ModelIdKind.FoundationModel or ModelIdKind.InferenceProfile or ModelIdKind.Unknown) || modelId is { Kind: ModelIdKind.Unknown, Value: var value } && value.Contains(':', StringComparison.Ordinal))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"bedrock-mantle takes bare model ids only; '{ErrorText.Clean(modelId.Value)}' is known to bedrock-runtime alone.");
        }

        // A profile promises where requests stay. Mantle stays in the region of its endpoint, which must be inside that promise.
        if (modelId.RegionPrefix is { } prefix && !Covers(prefix, region))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"'{modelId.Value}' keeps requests in '{prefix}', and bedrock-mantle of {region} lies outside of it.");
        }

        return modelId.BaseModelId is { } id ? RowOf(modelId, "mantle", catalog)?.Id ?? MantleName(id) : modelId.Value;
    }

    /// <summary>A model's id on bedrock-runtime.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="catalog">What is known of models.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the id is mantle's, and runtime's cannot be told.</exception>
    public static string OnRuntime(ModelId modelId, ModelCatalog catalog)
    {
        bool bare = modelId.Kind == ModelIdKind.FoundationModel && modelId.Value == modelId.BaseModelId;
        if (!bare)
        {
            return modelId.Value;
        }

        ModelInfo? exact = catalog.Find(modelId);
        if (RowOf(modelId, "runtime", catalog)?.Id is { } known)
        {
            return known;
        }

        if (exact is { Surface: null })
        {
            // Mantle's name for it is often its name on runtime without the version.
            return exact.Id;
        }

        foreach (ModelInfo model in catalog.Models)
        {
            if (model.Surface is null && string.Equals(MantleName(model.Id), modelId.BaseModelId, StringComparison.OrdinalIgnoreCase))
            {
                return model.Id;
            }
        }

        return exact is null && !IsClosedOpenAI(modelId) ? modelId.Value
            : throw new BedrockException(BedrockErrorKind.Validation, $"'{modelId.Value}' is the model's id on bedrock-mantle. bedrock-runtime takes a cross-region id, such as 'us.{modelId.Value}'.");
    }

    /// <summary>Brings a base id into mantle's form: no version, no date of Anthropic's.</summary>
    private static string MantleName(string id)
    {
        int colon = id.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? id : id[..colon];
        int dash = name.LastIndexOf('-');
        ReadOnlySpan<char> last = name.AsSpan(dash + 1);
        bool version = dash > 0 && ((last is ['v', _, ..] && IsNumber(last[1..])) || (colon > 0 && IsNumber(last)));
        name = version ? name[..dash] : name;

        dash = name.LastIndexOf('-');
        bool dated = dash > 0 && name.StartsWith("anthropic.", StringComparison.OrdinalIgnoreCase) && name.Length - dash == 9 && IsNumber(name.AsSpan(dash + 1));
        name = dated ? name[..dash] : name;
        return s_mantleNames.GetValueOrDefault(name, name);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static bool Covers(string prefix, string region) => prefix switch
    {
        "global" => true,
        "us" => region.StartsWith("us-", StringComparison.Ordinal) && !region.StartsWith("us-gov-", StringComparison.Ordinal),
        "apac" => region.StartsWith("ap-", StringComparison.Ordinal),
        "jp" => region is "ap-northeast-1" or "ap-northeast-3",
        "au" => region is "ap-southeast-2" or "ap-southeast-4",
        "in" => region is "ap-south-1" or "ap-south-2",
        "kr" => region is "ap-northeast-2",
        "uk" => region is "eu-west-2",
        "amer" => region.StartsWith("us-", StringComparison.Ordinal) || region.StartsWith("ca-", StringComparison.Ordinal) || region.StartsWith("sa-", StringComparison.Ordinal) || region.StartsWith("mx-", StringComparison.Ordinal),
        _ => region.StartsWith(prefix + "-", StringComparison.Ordinal),
    };

    private static ModelSurface? RowOf(ModelId modelId, string surface, ModelCatalog catalog)
    {
        foreach (ModelSurface row in catalog.Find(modelId)?.Surfaces ?? [])
        {
            if (row.Name == surface)
            {
                return row;
            }
        }

        return null;
    }
}
