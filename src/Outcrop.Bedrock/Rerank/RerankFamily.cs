using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Rerank;

/// <summary>How one line of reranking models speaks through InvokeModel. Stateless and thread-safe. To add one: a new file here and a line in <see cref="RerankFamilies"/>.</summary>
internal abstract class RerankFamily
{
    /// <summary>The line's name in logs and documentation.</summary>
    public abstract string Name { get; }

    /// <summary>Whether models of this id are of this line.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public abstract bool Matches(ModelId modelId);

    /// <summary>Reads the line's own InvokeModel body. Written again by <see cref="WriteRequest"/> it is the same JSON; what has no place in the neutral request is in its additional fields.</summary>
    /// <param name="body">UTF-8 JSON; everything kept is copied out of it.</param>
    /// <param name="modelId">The model id of the path.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the body is no JSON object.</exception>
    public RerankRequest ReadRequest(ReadOnlyMemory<byte> body, string modelId)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("An object was expected.");
            }

            // Documents that are objects stay as they are: the model reads fields of them.
            var reader = new BodyReader(document.RootElement);
            return new RerankRequest
            {
                ModelId = modelId,
                Query = reader.TryPeek("query", JsonValueKind.String, out JsonElement query) && !query.ValueEquals("") ? reader.TakeString("query")! : "",
                Documents = reader.TakeStrings("documents"),
                TopN = reader.TakeInteger("top_n"),
                AdditionalModelRequestFields = reader.Rest() is { IsEmpty: false } rest ? rest : null,
                ReadFrom = Name,
            };
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"The body is no request of the line {Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Writes the body.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: no question or no document.</exception>
    public void WriteRequest(RerankRequest request, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        bool own = request.ReadFrom == Name;
        if (!own && (string.IsNullOrWhiteSpace(request.Query) || request.Documents.Count == 0 || request.Documents.Any(string.IsNullOrWhiteSpace)))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "Reranking needs a question and at least one document, none of them blank.");
        }

        try
        {
            using var body = new BodyWriter(output);
            if (!own || request.Query.Length > 0)
            {
                body.String("query", request.Query);
            }

            body.Strings("documents", request.Documents);
            body.Number("top_n", request.TopN);
            if (!own)
            {
                WriteOthers(body);
            }

            body.End(request.AdditionalModelRequestFields, dropped);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <summary>Reads the body of an answer.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">What the response's headers say.</param>
    /// <param name="documents">The number of documents of the request.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.UnexpectedResponse"/>: the body is none of this line's, or names a document that was not sent.</exception>
    public RerankResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers, int documents)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            var results = new List<RerankResult>();
            bool more = false;
            foreach (JsonElement result in document.RootElement.GetProperty("results").EnumerateArray())
            {
                int index = result.GetProperty("index").GetInt32();
                if ((uint)index >= (uint)documents)
                {
                    throw new JsonException($"The answer names document {index} of {documents}.");
                }

                more |= result.GetPropertyCount() > 2;
                results.Add(new RerankResult(index, result.GetProperty("relevance_score").GetDouble()));
            }

            return new RerankResponse
            {
                Results = results,
                InputTokens = headers.InputTokens,
                AdditionalMembers = more ? JsonRemainder.Of(document.RootElement, Taken(results.Count)) : ConverseJson.Rest(document.RootElement, "results"),
            };
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected($"The body is not an answer of {Name}: {fault.Message}", fault);
        }
    }

    private static List<string> Taken(int results)
    {
        var taken = new List<string>(2 * results);
        for (int i = 0; i < results; i++)
        {
            taken.Add(string.Create(CultureInfo.InvariantCulture, $"results[{i}].index"));
            taken.Add(string.Create(CultureInfo.InvariantCulture, $"results[{i}].relevance_score"));
        }

        return taken;
    }

    /// <summary>Writes what only this line's bodies have.</summary>
    protected virtual void WriteOthers(BodyWriter body)
    {
    }
}
