using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Upstream;

/// <summary>Where chat streams come from: Bedrock, through the client library.</summary>
internal interface IUpstream
{
    /// <summary>Opens a stream that has shown its first content, so that every failure before is an exception.</summary>
    /// <param name="request">The request.</param>
    /// <param name="api">Which API.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="Outcrop.Bedrock.Errors.BedrockException">Bedrock failed or refused.</exception>
    Task<ConverseEventStream> OpenAsync(ConverseRequest request, BedrockApi api, CancellationToken cancellationToken);
}
