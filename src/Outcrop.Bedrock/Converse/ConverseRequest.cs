using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Errors;

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

    /// <summary>System prompts: <see cref="TextBlock"/>s, <see cref="GuardContentBlock"/>s and <see cref="CachePointBlock"/>s.</summary>
    public IList<ContentBlock> System { get; init; } = [];

    /// <summary>Sampling and limits; default: none sent.</summary>
    public InferenceConfiguration? InferenceConfig { get; set; }

    /// <summary>The tools; default: none.</summary>
    public ToolConfiguration? ToolConfig { get; set; }

    /// <summary>Fields of the model's own that Converse does not have; a JSON object.</summary>
    public RawJson? AdditionalModelRequestFields { get; set; }

    /// <summary>How much the model shall think; default: not said. Written into the model's own additional field.</summary>
    public ReasoningConfiguration? Reasoning { get; set; }

    /// <summary>The guardrail; default: none.</summary>
    public GuardrailConfiguration? GuardrailConfig { get; set; }

    /// <summary>The form of the answer; default: free text.</summary>
    public OutputConfiguration? OutputConfig { get; set; }

    /// <summary>Converse's <c>performanceConfig.latency</c>: <c>standard</c> or <c>optimized</c>; default: not sent.</summary>
    public string? PerformanceLatency { get; set; }

    /// <summary>Converse's <c>serviceTier.type</c>: <c>default</c>, <c>priority</c>, <c>flex</c> or <c>reserved</c>; default: not sent.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>Converse's <c>requestMetadata</c>: at most 16 entries that stand in the invocation log; default: none.</summary>
    public IDictionary<string, string> RequestMetadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Converse's <c>promptVariables</c>: the texts for the variables of a managed prompt, whose ARN is then the <see cref="ModelId"/>; default: none.</summary>
    public IDictionary<string, string> PromptVariables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Converse's <c>additionalModelResponseFieldPaths</c>: JSON pointers to fields of the model's own answer; default: none.</summary>
    public IList<string> AdditionalModelResponseFieldPaths { get; init; } = [];

    /// <summary>A text that is the whole prompt, template marks included, for a family whose body is one text; the messages are empty then. Converse cannot hold it: there it is one message of the user's. Default: none.</summary>
    public string? Prompt { get; set; }

    /// <summary>Every other top-level member of the body, by name, as it stands.</summary>
    public IDictionary<string, RawJson> AdditionalMembers { get; init; } = new Dictionary<string, RawJson>(StringComparer.Ordinal);

    /// <summary>
    /// Paths of parameters, as <c>DroppedParameter.Name</c> has them, that hold a default and no wish, such as <c>inferenceConfig.temperature</c>: where the model does not take one it is left out, and stands among what was adjusted
    /// instead of what was dropped; strict parameters do not refuse it. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> DefaultedParameters { get; set; } = [];

    /// <summary>The dialect of the InvokeModel body the request was read from: its writer adds nothing of its own accord, since the body had all it needed. Default: none.</summary>
    internal string? ReadFrom { get; set; }

    /// <summary>On whose behalf the client sends it, where it serves several callers: what one of them has taught it changes no request of another's. Default: nobody's in particular.</summary>
    internal string Learner { get; set; } = "";

    /// <summary>How the system prompt was spelt where it was read.</summary>
    internal WireMark SystemMark { get; set; }

    /// <summary>Reads the body of <c>Converse</c>. Written again by <see cref="ToJson"/> it is the same JSON, key order and number spelling aside.</summary>
    /// <param name="body">UTF-8 JSON; everything kept is copied out of it.</param>
    /// <param name="modelId">The model, which the body does not name.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the body is no Converse request.</exception>
    public static ConverseRequest FromJson(RawJson body, string modelId) => ConverseRequestReader.Read(body.Utf8, modelId);

    /// <summary>The body of <c>Converse</c>, without any model's rules applied.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: an opaque member is no JSON, or a text is no Unicode.</exception>
    public RawJson ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        ConverseRequestWriter.Write(this, buffer);
        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>Sets a top-level member by its name on the wire, such as <c>guardrailConfig</c>: its property where it has one and holds all of it, else <see cref="AdditionalMembers"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The JSON value.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: that is no JSON.</exception>
    public void SetMember(string name, RawJson value)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(value.Utf8, ConverseJson.DocumentOptions);
            if (!RequestMemberReader.TryRead(this, name, document.RootElement))
            {
                AdditionalMembers[name] = value;
            }
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"The member {name} is no JSON: " + fault.Message, fault);
        }
    }

    /// <summary>A copy whose members can be set and whose lists can be replaced; blocks and opaque JSON are shared with this one.</summary>
    /// <param name="messages">Other messages; default: the same list.</param>
    /// <param name="system">Another system prompt; default: the same list.</param>
    internal ConverseRequest Copy(IList<Message>? messages = null, IList<ContentBlock>? system = null) => new()
    {
        ModelId = ModelId,
        Messages = messages ?? Messages,
        System = system ?? System,
        InferenceConfig = InferenceConfig,
        ToolConfig = ToolConfig,
        AdditionalModelRequestFields = AdditionalModelRequestFields,
        Reasoning = Reasoning,
        GuardrailConfig = GuardrailConfig,
        OutputConfig = OutputConfig,
        PerformanceLatency = PerformanceLatency,
        ServiceTier = ServiceTier,
        RequestMetadata = RequestMetadata,
        PromptVariables = PromptVariables,
        AdditionalModelResponseFieldPaths = AdditionalModelResponseFieldPaths,
        Prompt = Prompt,
        AdditionalMembers = AdditionalMembers,
        DefaultedParameters = DefaultedParameters,
        ReadFrom = ReadFrom,
        Learner = Learner,
        SystemMark = SystemMark,
    };

    /// <summary>What its calls have other than the client.</summary>
    internal CallPolicy? Policy { get; private set; }

    /// <summary>The same request for another model, sent otherwise; what it holds is shared.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="policy">What its calls have other than the client.</param>
    internal ConverseRequest For(string modelId, CallPolicy? policy)
    {
        var copy = (ConverseRequest)MemberwiseClone();
        copy.ModelId = modelId;
        copy.Policy = policy;
        return copy;
    }
}
