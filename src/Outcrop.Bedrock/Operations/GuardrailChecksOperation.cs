using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>InvokeGuardrailChecks. Thread-safe.</summary>
internal sealed class GuardrailChecksOperation(BedrockTransport transport)
{
    /// <summary>Makes the checks.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<GuardrailChecksResponse> SendAsync(GuardrailChecksRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBufferWriter(1024);
        GuardrailChecksJson.Write(request, body);
        var call = new BedrockCall { Path = "/guardrail-checks/invoke", Body = body.WrittenMemory, Headers = InvokeHeaders.Whole };
        return await transport.SendWholeAsync(call, static (answer, read) => Read(read, answer.RequestId), cancellationToken).ConfigureAwait(false);
    }

    private static GuardrailChecksResponse Read(ReadOnlyMemory<byte> body, string? requestId)
    {
        GuardrailChecksResponse response = GuardrailChecksJson.Read(body);
        response.RequestId = requestId;
        return response;
    }
}
