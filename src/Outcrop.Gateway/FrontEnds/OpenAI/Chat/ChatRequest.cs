using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>A chat completion request: the neutral request, and what of the answer's form was asked for.</summary>
/// <param name="Converse">The neutral request; its files are views over the request's body.</param>
internal sealed record ChatRequest(ConverseRequest Converse)
{
    /// <summary>Whether the answer shall be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether a streamed answer ends with its usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Whether chunks are padded, so that their lengths do not tell their words.</summary>
    public bool Obfuscate { get; init; }

    /// <summary>Whether calls go out in the old form, <c>function_call</c>.</summary>
    public bool LegacyFunctions { get; init; }

    /// <summary>Parameters that were left out here, by their own names.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];
}
