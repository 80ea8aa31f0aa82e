using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Joins what a caller says of sampling and limits with what the route is configured with: the caller's word wins, and a default that gives way is not told as one of his parameters.</summary>
internal static class RouteDefaults
{
    /// <summary>Fills in what the caller left open, and notes in the request what are defaults only.</summary>
    /// <param name="request">The request; its model's own fields are set already.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="said">What the caller said.</param>
    /// <param name="stops">His stop sequences; <see langword="null"/> where he names none.</param>
    public static void Fill(ConverseRequest request, Route route, InferenceConfiguration said, IReadOnlyList<string>? stops)
    {
        InferenceConfiguration defaults = route.Parameters;
        InferenceConfiguration filled = Join(defaults, said, stops);
        request.InferenceConfig = filled;
        var names = new List<string>();
        Note("temperature", said.Temperature is null && filled.Temperature is not null);
        Note("topP", said.TopP is null && filled.TopP is not null);
        Note("topK", said.TopK is null && filled.TopK is not null);
        Note("maxTokens", said.MaxTokens is null && filled.MaxTokens is not null);
        Note("stopSequences", stops is null && filled.StopSequences.Count > 0);
        request.DefaultedParameters = names;

        void Note(string name, bool isDefault)
        {
            if (isDefault)
            {
                names.Add("inferenceConfig." + name);
            }
        }
    }

    /// <summary>
    /// The joined parameters. Temperature and top_p are one choice, which newer models take as one parameter only: where the caller has made it, the configuration's other one would take its place.
    /// </summary>
    /// <param name="defaults">What is configured.</param>
    /// <param name="said">What the caller said.</param>
    /// <param name="stops">His stop sequences; <see langword="null"/> where he names none.</param>
    public static InferenceConfiguration Join(InferenceConfiguration defaults, InferenceConfiguration said, IReadOnlyList<string>? stops)
    {
        bool chosen = said.Temperature is not null || said.TopP is not null;
        return defaults with
        {
            MaxTokens = said.MaxTokens ?? defaults.MaxTokens,
            Temperature = chosen ? said.Temperature : defaults.Temperature,
            TopP = chosen ? said.TopP : defaults.TopP,
            TopK = said.TopK ?? defaults.TopK,
            StopSequences = stops ?? defaults.StopSequences,
        };
    }
}
