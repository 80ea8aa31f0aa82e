using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>A request of messages in its neutral form, and what the answer needs to know of it.</summary>
/// <param name="Converse">The neutral request; its files are views over the request's body.</param>
internal sealed record MessagesRequest(ConverseRequest Converse)
{
    /// <summary>Parameters that were left out here, by their own names.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>Whether the caller said himself how to think, and not only with what effort.</summary>
    public bool AsksToThink { get; init; }

    /// <summary>This dialect's name of a parameter that the client library left out.</summary>
    /// <param name="path">Its path in the Converse request.</param>
    public string NameOf(string path) => MessagesParameterNames.Of(path, AsksToThink);
}
