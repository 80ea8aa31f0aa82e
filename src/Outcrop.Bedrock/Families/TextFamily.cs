using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>A family that takes and gives text only. What is the same for all of them stands here: refusals, faults, vendor fields.</summary>
internal abstract class TextFamily : ModelFamily
{
    /// <inheritdoc/>
    public sealed override void WriteRequest(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        FamilyRequest.RefuseTools(Name, request);
        try
        {
            FamilyRequest.DropUnknownInference(request, dropped);
            using var body = new BodyWriter(output);
            WriteBody(body, TextConversation.Read(Name, request, dropped), request.InferenceConfig ?? new InferenceConfiguration(), modelId, stream, dropped);
            body.End(request.AdditionalModelRequestFields, dropped);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <inheritdoc/>
    public sealed override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return ReadAnswer(document.RootElement, headers);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <summary>Writes the members of the body.</summary>
    /// <param name="body">The body, open.</param>
    /// <param name="conversation">What was said.</param>
    /// <param name="inference">The parameters.</param>
    /// <param name="modelId">The model.</param>
    /// <param name="stream">Whether the answer shall be streamed.</param>
    /// <param name="dropped">Collects what the family cannot take.</param>
    protected abstract void WriteBody(BodyWriter body, TextConversation conversation, InferenceConfiguration inference, ModelId modelId, bool stream, ICollection<DroppedParameter> dropped);

    /// <summary>Reads the answer out of a body.</summary>
    protected abstract ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers);

    /// <summary>The reason an answer gives. A blocked one may give none.</summary>
    /// <exception cref="JsonException">There is none, and no guardrail explains it.</exception>
    protected static StopReason ReasonOf(JsonElement body, string? word) =>
        word is not null ? StopReasonMap.Map(word)
        : FamilyResponse.Intervened(body) ? StopReason.GuardrailIntervened
        : throw new JsonException("The answer does not say why it ended.");
}
