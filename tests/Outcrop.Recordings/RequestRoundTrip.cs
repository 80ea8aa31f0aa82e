using System.Buffers;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rerank;

namespace Outcrop.Recordings;

/// <summary>Reads the request of a recording into the neutral model, writes it again for the same API, and compares.</summary>
internal static class RequestRoundTrip
{
    /// <summary>Checks a recording that has a request.</summary>
    /// <returns>The difference; <see langword="null"/> when there is none or nothing to check.</returns>
    public static string? Check(Recording recording, RecordingReport report)
    {
        if (recording.RequestBody is not { } body)
        {
            return null;
        }

        string json = body.GetRawText();
        if (json.Contains("<elided base64", StringComparison.Ordinal))
        {
            report.Count(recording.Family, CountKind.RequestElided);
            return null;
        }

        if (ReviewedExceptions.ReasonFor(recording.Name) is not null)
        {
            report.Count(recording.Family, CountKind.RequestExcepted);
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        if (recording.Operation.StartsWith("Converse", StringComparison.Ordinal))
        {
            ConverseRequestWriter.Write(ConverseRequestReader.Read(bytes, recording.ModelId, keepsBody: true), buffer, dropped);
        }
        else if (EmbeddingCheck.Applies(recording))
        {
            EmbeddingFamily line = EmbeddingFamilies.Find(ModelId.Parse(recording.ModelId));
            EmbedRequest request = line.ReadRequest(bytes, recording.ModelId);
            line.WriteRequest(request, EmbedItem.Of(request), buffer, dropped);
            report.Count(recording.Family, request.Texts.Count + request.Images.Count > 0 ? CountKind.Understood : CountKind.Opaque);
        }
        else if (OtherAnswers.IsRerank(recording))
        {
            RerankFamily line = RerankFamilies.Find(ModelId.Parse(recording.ModelId));
            RerankRequest request = line.ReadRequest(bytes, recording.ModelId);
            line.WriteRequest(request, buffer, dropped);
            report.Count(recording.Family, request.Query.Length > 0 && request.Documents.Count > 0 ? CountKind.Understood : CountKind.Opaque);
        }
        else
        {
            ModelId modelId = ModelId.Parse(recording.ModelId);
            ModelFamily family = ModelFamilies.Find(modelId);
            ConverseRequest request = family.ReadRequest(bytes, recording.ModelId, keepsBody: true);
            family.WriteRequest(request, modelId, recording.Operation.EndsWith("Stream", StringComparison.Ordinal), buffer, dropped);
            report.Count(recording.Family, request.Messages.Count > 0 || request.Prompt is not null ? CountKind.Understood : CountKind.Opaque);
        }

        using JsonDocument written = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 512 });
        string? difference = JsonEquality.Difference(written.RootElement, body, "$");
        if (difference is null && dropped.Count > 0)
        {
            difference = "reported as dropped, though it is there: " + dropped[0].Name;
        }

        if (difference is null)
        {
            report.Count(recording.Family, CountKind.RequestEqual);
        }

        return difference;
    }
}
