using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>A family whose InvokeModel body is OpenAI's chat completion. What one of them does differently stands in its <see cref="Rules"/>.</summary>
internal abstract class OpenAIChatBase : ModelFamily
{
    /// <summary>What the family's bodies take.</summary>
    protected virtual OpenAIChatRules Rules => OpenAIChatRules.Open;

    /// <inheritdoc/>
    public sealed override bool HoldsTools => Rules.Tools;

    /// <inheritdoc/>
    public sealed override bool HoldsOutputFormat => true;

    /// <inheritdoc/>
    protected sealed override string Dialect => OpenAIRequestReader.Dialect;

    /// <inheritdoc/>
    protected sealed override bool HoldsOutputAndReasoning => true;

    /// <inheritdoc/>
    public sealed override bool HoldsParallelSwitch(ConverseRequest request) => Rules.ParallelCalls || request.ReadFrom == Dialect;

    /// <inheritdoc/>
    public sealed override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return OpenAIChatReader.Read(document.RootElement, headers, ReasoningTags.Bedrock);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public sealed override FamilyStreamReader CreateStreamReader() => new OpenAIChatStreamReader(ReasoningTags.Bedrock);

    /// <inheritdoc/>
    protected sealed override void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views) => OpenAIRequestReader.Read(body, request, views);

    /// <inheritdoc/>
    protected sealed override void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped) =>
        new OpenAIChatWriter(Name, Rules, request, dropped).Write(output);

    /// <summary>Whether a model's id begins with one of the given names.</summary>
    protected static bool Begins(ModelId modelId, string prefix) => modelId.BaseModelId?.StartsWith(prefix, StringComparison.Ordinal) == true;
}
