using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;
using Outcrop.Extensions.AI.Chat;

namespace Outcrop.Extensions.AI;

/// <summary>Content that .NET's AI abstractions have no type for. Stateless and thread-safe.</summary>
public static class BedrockContent
{
    /// <summary>Any Converse block as content of a message; it is sent as it stands, and survives being stored as JSON.</summary>
    /// <param name="block">The block.</param>
    /// <exception cref="Bedrock.Errors.BedrockException">An opaque member of the block is no JSON.</exception>
    public static AIContent FromBlock(ContentBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return CarriedBlock.Wrap(block);
    }

    /// <summary>
    /// A cache point: what stands before it in the request is cached by Bedrock. At most four in a request for Claude. For messages and system messages alike.
    /// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html.
    /// </summary>
    /// <param name="ttl">How long: <c>5m</c> or <c>1h</c>. Default: the service's own, five minutes.</param>
    public static AIContent CachePoint(string? ttl = null) => CarriedBlock.Wrap(new CachePointBlock(ttl));
}
