using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>OpenAI's Responses, without the service's own memory of conversations: every request holds all of its conversation. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html.</summary>
internal sealed class OpenAIResponsesDialect : SurfaceDialect
{
    /// <inheritdoc/>
    public override string Name => "openai-responses";

    /// <inheritdoc/>
    public override string Path => "/responses";

    /// <inheritdoc/>
    public override void WriteRequest(
        ConverseRequest request, ModelId modelId, SurfaceRoute route, bool stream, IBufferWriter<byte> output, IDictionary<string, string> headers, ICollection<DroppedParameter> dropped)
    {
        try
        {
            using var head = new SurfaceHead(output, route, stream);
            SurfaceMembers.WriteOpenAI(request, head);
            ResponsesHead.Write(request, route, head, dropped);
            SurfaceMembers.Write(request, route, headers, dropped);
            new ResponsesWriter(request, head.Names, dropped).Write(head.Continue());
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <inheritdoc/>
    public override ConverseResponse ReadResponse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return ResponsesReader.Read(document.RootElement);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected(Name, fault);
        }
    }

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new ResponsesStreamReader();
}
