using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>Texts and images into vectors, in as many calls as the model needs. Thread-safe.</summary>
internal sealed class EmbedOperation(BedrockTransport transport, ModelIdResolver resolver, ILogger logger)
{
    /// <summary>How many calls of one request are under way at once.</summary>
    private const int MaxConcurrency = 4;

    /// <summary>Embeds all of them, order kept.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<EmbedResponse> SendAsync(EmbedRequest request, CancellationToken cancellationToken)
    {
        if (request.Texts.Count + request.Images.Count == 0)
        {
            throw new BedrockException(BedrockErrorKind.Validation, "There is nothing to embed.");
        }

        ModelId modelId = ModelId.Parse(request.ModelId);
        if (modelId.BaseModelId is null)
        {
            modelId = await resolver.ResolveAsync(request.ModelId, cancellationToken).ConfigureAwait(false);
        }

        EmbeddingFamily family = EmbeddingFamilies.Find(modelId);
        List<EmbedItem> items = EmbedItem.Of(request);
        int textBatches = (request.Texts.Count + family.MaxBatch - 1) / family.MaxBatch;

        // An image takes a call of its own.
        int batches = textBatches + request.Images.Count;
        var vectors = new ReadOnlyMemory<float>[items.Count];
        var tokens = new int?[batches];
        var others = new RawJson[batches];
        EmbedResponse? first = null;
        try
        {
            await Parallel.ForAsync(
                0,
                batches,
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
                async (batch, token) =>
                {
                    int start = batch < textBatches ? batch * family.MaxBatch : request.Texts.Count + batch - textBatches;
                    int count = batch < textBatches ? Math.Min(family.MaxBatch, request.Texts.Count - start) : 1;
                    EmbedResponse part = await SendBatchAsync(request, family, items.GetRange(start, count), token).ConfigureAwait(false);
                    for (int i = 0; i < count; i++)
                    {
                        vectors[start + i] = part.Embeddings[i];
                    }

                    tokens[batch] = part.InputTokens;
                    others[batch] = part.AdditionalMembers[0];
                    if (batch == 0)
                    {
                        first = part;
                    }
                }).ConfigureAwait(false);
        }
        catch (BedrockException fault)
        {
            int spent = tokens.Sum(static count => count ?? 0);
            fault.SpentInputTokens = spent > 0 ? spent : null;
            throw;
        }

        return new EmbedResponse
        {
            Embeddings = vectors,
            InputTokens = Array.TrueForAll(tokens, count => count is not null) ? tokens.Sum() : null,
            AdditionalMembers = others,

            // The options are the same for every call, and so is what becomes of them.
            Dropped = first!.Dropped,
            RequestId = first.RequestId,
        };
    }

    private async Task<EmbedResponse> SendBatchAsync(EmbedRequest request, EmbeddingFamily family, List<EmbedItem> items, CancellationToken cancellationToken)
    {
        using var body = new PooledBufferWriter(1024);
        var dropped = new List<DroppedParameter>();
        family.WriteRequest(request, items, body, dropped);
        OperationLog.Dropped(logger, request.ModelId, dropped);
        var call = new BedrockCall
        {
            Path = ModelPath.For(request.ModelId, "invoke"),
            Body = body.WrittenMemory,
            Headers = InvokeHeaders.Whole,
            ModelId = request.ModelId,
            Policy = request.Policy,
        };
        return await transport.SendWholeAsync(
            call,
            (answer, read) =>
            {
                EmbedResponse part = family.ReadResponse(read, InvokeHeaders.Read(answer), items.Count);
                return new EmbedResponse { Embeddings = part.Embeddings, InputTokens = part.InputTokens, AdditionalMembers = part.AdditionalMembers, Dropped = dropped, RequestId = answer.RequestId };
            },
            cancellationToken).ConfigureAwait(false);
    }
}
