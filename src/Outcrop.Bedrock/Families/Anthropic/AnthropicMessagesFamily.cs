using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>
/// Claude through its Messages body. Answers in the older text-completion shape are read as well, since a caller's own body may ask for them.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html.
/// </summary>
internal sealed class AnthropicMessagesFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => AnthropicRequestReader.Dialect;

    /// <inheritdoc/>
    public override bool NeedsMaxTokens => true;

    /// <inheritdoc/>
    public override bool HoldsOutputFormat => true;

    /// <inheritdoc/>
    protected override bool HoldsOutputAndReasoning => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.Provider == "anthropic";

    /// <inheritdoc/>
    public override bool HoldsParallelSwitch(ConverseRequest request) => true;

    /// <inheritdoc/>
    public override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers) => AnthropicMessagesReader.Read(body, headers);

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new AnthropicStreamReader();

    /// <inheritdoc/>
    protected override void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views) => AnthropicRequestReader.Read(body, request, views);

    /// <inheritdoc/>
    protected override void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped) =>
        new AnthropicMessagesWriter(request, dropped).Write(output);
}
