using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>ApplyGuardrail. Thread-safe.</summary>
internal sealed class GuardrailOperation(BedrockTransport transport)
{
    /// <summary>Lets a guardrail judge.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<ApplyGuardrailResponse> SendAsync(ApplyGuardrailRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBufferWriter(1024);
        GuardrailJson.Write(request, body);
        var call = new BedrockCall
        {
            Path = $"/guardrail/{ModelPath.Encode(request.GuardrailIdentifier)}/version/{ModelPath.Encode(request.GuardrailVersion)}/apply",
            Body = body.WrittenMemory,
            Headers = InvokeHeaders.Whole,
            Policy = request.Policy,
        };
        return await transport.SendWholeAsync(
            call,
            static (answer, read) =>
            {
                ApplyGuardrailResponse response = GuardrailJson.Read(read);
                response.RequestId = answer.RequestId;
                return response;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
