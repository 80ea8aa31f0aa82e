using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Guardrails;

namespace Outcrop.Bedrock;

public sealed partial class BedrockClient
{
    /// <summary>Scores messages with checks told in the request, with <c>InvokeGuardrailChecks</c>; no guardrail of the account's is needed.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed. That a check finds something is an answer.</exception>
    public Task<GuardrailChecksResponse> InvokeGuardrailChecksAsync(GuardrailChecksRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _guardrailChecks.SendAsync(request, cancellationToken);
    }
}
