using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// How one family of models speaks through InvokeModel: its own request body read into the neutral request and written from it, its answer and its stream read back.
/// Stateless and thread-safe. To add one: a new file here and a line in <see cref="ModelFamilies"/>.
/// </summary>
internal abstract class ModelFamily
{
    /// <summary>The family's name in configuration, logs and documentation, such as <c>anthropic-messages</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether models of this id are of this family.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public abstract bool Matches(ModelId modelId);

    /// <summary>Whether the family streams through InvokeModelWithResponseStream.</summary>
    public virtual bool SupportsStreaming => true;

    /// <summary>Whether the family's body can offer tools.</summary>
    public virtual bool HoldsTools => true;

    /// <summary>Whether the family's body must have an output limit, or cuts answers off without one.</summary>
    public virtual bool NeedsMaxTokens => false;

    /// <summary>Whether the family's body has a place for the schema that the answer shall keep to.</summary>
    public virtual bool HoldsOutputFormat => false;

    /// <summary>The dialect whose members of blocks, messages and tools the family's body can hold.</summary>
    protected virtual string Dialect => Name;

    /// <summary>Whether the body is made of Converse's own blocks.</summary>
    protected virtual bool HoldsConverseMembers => false;

    /// <summary>Whether the body is one text, which <see cref="ConverseRequest.Prompt"/> can be as it stands.</summary>
    protected virtual bool HoldsPrompt => false;

    /// <summary>Whether the body can hold the form of the answer and how hard to think.</summary>
    protected virtual bool HoldsOutputAndReasoning => false;

    /// <summary>Reads the family's own InvokeModel body. Written again by <see cref="WriteRequest"/> it is the same JSON, key order and number spelling aside.</summary>
    /// <param name="body">UTF-8 JSON; everything kept is copied out of it, unless <paramref name="keepsBody"/> says that it need not be.</param>
    /// <param name="modelId">The model id of the path.</param>
    /// <param name="keepsBody">Whether the body's memory lives as long as the request; files in it are then views over it.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the body is no request of this family.</exception>
    public ConverseRequest ReadRequest(ReadOnlyMemory<byte> body, string modelId, bool keepsBody = false)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("An object was expected.");
            }

            var request = new ConverseRequest { ModelId = modelId, ReadFrom = Dialect };
            ReadBody(document.RootElement, request, keepsBody ? body : default);
            return request;
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"The body is no request of the family {Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Writes the InvokeModel body.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="modelId">Its model id, parsed, with the base model resolved.</param>
    /// <param name="stream">Whether the answer shall be streamed; some families say so in the body.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="dropped">Collects every part of the request that this family cannot take.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the request needs something this family cannot do at all.</exception>
    public void WriteRequest(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        try
        {
            if (request is { Prompt: { } prompt, Messages.Count: 0 } && !HoldsPrompt)
            {
                request = request.Copy(messages: [new Message(ConversationRole.User, prompt)]);
            }

            DialectLosses.Report(request, DialectOf(request), HoldsConverseMembers, dropped);
            if (!HoldsOutputAndReasoning)
            {
                FamilyRequest.LoseOutputAndReasoning(Name, request, dropped);
            }

            output.GetSpan(RequestSize.Of(request));
            WriteBody(request, modelId, stream, output, dropped);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <summary>Whether the body of a request can say that one tool at most is called in an answer.</summary>
    /// <param name="request">The request.</param>
    public virtual bool HoldsParallelSwitch(ConverseRequest request) => false;

    /// <summary>Reads the body of a whole answer.</summary>
    /// <param name="body">The body; strings and raw members are copied out of it.</param>
    /// <param name="headers">What the response's headers say.</param>
    /// <exception cref="BedrockException">The body is none of this family's.</exception>
    public abstract ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers);

    /// <summary>A reader for one stream.</summary>
    public abstract FamilyStreamReader CreateStreamReader();

    /// <summary>Reads the members of the family's own body. What has no place in the neutral request goes into its additional fields.</summary>
    /// <param name="body">The body's object.</param>
    /// <param name="request">Where they go.</param>
    /// <param name="views">The body's memory, when it lives as long as the request; else empty.</param>
    protected abstract void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views);

    /// <summary>Writes the body; faults of System.Text.Json become refusals.</summary>
    /// <inheritdoc cref="WriteRequest"/>
    protected abstract void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped);

    /// <summary>The dialect a request is written in, where a family has more than one.</summary>
    protected virtual string DialectOf(ConverseRequest request) => Dialect;
}
