namespace Outcrop.Bedrock.Converse;

/// <summary>
/// A chat request in Bedrock's own vocabulary: the body of <c>Converse</c> and <c>ConverseStream</c>, and the neutral model from which every
/// family's InvokeModel body is written. Not thread-safe; it is only read once it has been handed to a client.
/// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.
/// </summary>
public sealed class ConverseRequest
{
    /// <summary>Model id, inference profile id, or any model ARN.</summary>
    public required string ModelId { get; set; }

    /// <summary>The conversation, oldest first.</summary>
    public IList<Message> Messages { get; init; } = [];

    /// <summary>System prompts: <see cref="TextBlock"/>s, or <see cref="UnknownBlock"/>s such as a cache point.</summary>
    public IList<ContentBlock> System { get; init; } = [];

    /// <summary>Sampling and limits; default: none sent.</summary>
    public InferenceConfiguration? InferenceConfig { get; set; }

    /// <summary>The tools; default: none.</summary>
    public ToolConfiguration? ToolConfig { get; set; }

    /// <summary>Fields of the model's own that Converse does not have; a JSON object.</summary>
    public RawJson? AdditionalModelRequestFields { get; set; }

    /// <summary>Every other top-level member of the body, by name, as it stands: <c>guardrailConfig</c>, <c>requestMetadata</c>, <c>performanceConfig</c>, <c>serviceTier</c>, <c>outputConfig</c>, <c>promptVariables</c>, <c>additionalModelResponseFieldPaths</c>.</summary>
    public IDictionary<string, RawJson> AdditionalMembers { get; init; } = new Dictionary<string, RawJson>(StringComparer.Ordinal);

    /// <summary>The same request with other inference parameters; everything else is shared with this one.</summary>
    internal ConverseRequest With(InferenceConfiguration inferenceConfig) => new()
    {
        ModelId = ModelId,
        Messages = Messages,
        System = System,
        InferenceConfig = inferenceConfig,
        ToolConfig = ToolConfig,
        AdditionalModelRequestFields = AdditionalModelRequestFields,
        AdditionalMembers = AdditionalMembers,
    };
}
