using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>A Responses request: the neutral request, and what of the answer's form was asked for.</summary>
/// <param name="Converse">The neutral request; its files are views over the request's body, or over what is stored.</param>
internal sealed record ResponsesRequest(ConverseRequest Converse)
{
    /// <summary>Whether the answer shall be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether events are padded, so that their lengths do not tell their words.</summary>
    public bool Obfuscate { get; init; }

    /// <summary>Whether the answer is kept, to be continued by its id.</summary>
    public bool Store { get; init; }

    /// <summary>The answer that this one continues.</summary>
    public string? PreviousId { get; init; }

    /// <summary>Whether thoughts go out as summaries, as the caller asked, or else as the item's content.</summary>
    public bool SummarizeReasoning { get; init; }

    /// <summary>What the tools are called in this dialect.</summary>
    public ResponsesToolNames Tools { get; init; } = new();

    /// <summary>Members of the request that the answer says again, as one JSON object.</summary>
    public ReadOnlyMemory<byte> Echo { get; init; }

    /// <summary>Parameters that were left out here, by their own names.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];
}
