using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Tokens;

/// <summary>Counts a request's input tokens: Bedrock does where it can, and else they are guessed (acceptance row 20).</summary>
internal static class TokenCounter
{
    /// <summary>Counts.</summary>
    /// <param name="pipeline">The way to Bedrock.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">The request is refused, or Bedrock could not be asked.</exception>
    public static async Task<TokenCount> CountAsync(ExchangePipeline pipeline, ExchangeCall call, ConverseRequest request, CancellationToken cancellationToken)
    {
        ModelCatalog catalog = call.Configuration.Bedrock.Catalog ?? ModelCatalog.Default;
        if (ModelId.TryParse(request.ModelId, out ModelId? modelId) && catalog.Find(modelId)?.Rules.Service.CountTokens == false)
        {
            return new TokenCount(TokenEstimate.Estimate(request), IsEstimate: true);
        }

        try
        {
            int tokens = await pipeline.SendAsync(
                call,
                async (upstream, token) => (await upstream.CountTokensAsync(request, token)).InputTokens,
                static _ => new AnswerSummary(null, null),
                cancellationToken);
            return new TokenCount(tokens, IsEstimate: false);
        }
        catch (GatewayException failure) when (failure.InnerException is BedrockException fault && CannotCount(fault))
        {
            return new TokenCount(TokenEstimate.Estimate(request), IsEstimate: true);
        }
    }

    /// <summary>The model is none that Bedrock counts for (recorded), or the account has no permission of its own for counting.</summary>
    private static bool CannotCount(BedrockException fault) => fault.Kind switch
    {
        BedrockErrorKind.Validation => fault.Message.Contains("support counting tokens", StringComparison.Ordinal),
        BedrockErrorKind.AccessDenied => true,
        _ => false,
    };
}
