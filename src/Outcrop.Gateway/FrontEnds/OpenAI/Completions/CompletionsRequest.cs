using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Completions;

/// <summary>A request of the old completions: one neutral request a prompt, and what of the answer's form was asked for.</summary>
/// <param name="Prompts">The prompts as texts.</param>
/// <param name="Requests">The neutral requests, in the prompts' order.</param>
internal sealed record CompletionsRequest(IReadOnlyList<string> Prompts, IReadOnlyList<ConverseRequest> Requests)
{
    /// <summary>Whether the answer shall be streamed; there is one prompt then.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether a streamed answer ends with its usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Whether each answer begins with its prompt.</summary>
    public bool Echo { get; init; }

    /// <summary>Parameters that were left out here, by their own names.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];
}
