using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Explain;

namespace Outcrop.Bedrock;

public sealed partial class BedrockClient
{
    /// <summary>
    /// Shows the request that a chat call would send, byte for byte, and what becomes of each of its parameters, without sending it. Neither Bedrock nor its control plane is called. Credentials
    /// are used to sign where there are any, which may assume a role or ask the machine for them; without them the headers are shown unsigned.
    /// </summary>
    /// <param name="request">The request; only read. One that would be refused is explained too: its refusals stand among the dispositions.</param>
    /// <param name="api">Through which API; default: what <see cref="ConverseAsync"/> would choose.</param>
    /// <param name="stream">Whether a stream would be asked for. Default: no.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Configuration"/>: region, endpoint or credentials contradict each other.</exception>
    public Task<ExplainedRequest> ExplainAsync(ConverseRequest request, BedrockApi api = BedrockApi.Auto, bool stream = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _explain.ExplainAsync(request, api, stream, cancellationToken);
    }
}
