using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// Models whose InvokeModel body is OpenAI's chat completion: gpt-oss, AI21 Jamba, the later Mistral models, Qwen, and most providers that came to Bedrock after them.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html.
/// </summary>
internal sealed class OpenAIChatFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => "openai-chat";

    /// <summary>Every foundation model that no family before this one has claimed: a provider new to Bedrock speaks this as a rule. DeepSeek R1 takes a prompt.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public override bool Matches(ModelId modelId) => modelId.Provider is not null and not "amazon" and not "cohere" and not "stability" and not "twelvelabs" and not "luma"
        && modelId.BaseModelId?.StartsWith("deepseek.r1", StringComparison.Ordinal) != true;

    /// <inheritdoc/>
    public override void WriteRequest(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped) =>
        new OpenAIChatWriter(request, dropped).Write(output);

    /// <inheritdoc/>
    public override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return OpenAIChatReader.Read(document.RootElement, headers);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new OpenAIChatStreamReader();
}
