using System.Runtime.CompilerServices;
using Outcrop.Bedrock.AsyncInvoke;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>StartAsyncInvoke, GetAsyncInvoke, ListAsyncInvokes. Thread-safe.</summary>
internal sealed class AsyncInvokeOperation(BedrockTransport transport, TimeProvider time)
{
    private const string Path = "/async-invoke";

    /// <summary>Starts an invocation.</summary>
    public async Task<string> StartAsync(StartAsyncInvokeRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBufferWriter(1024);

        // Made before the first attempt: every repetition bears the same one and starts nothing twice.
        AsyncInvokeJson.Write(request, request.ClientRequestToken ?? Guid.NewGuid().ToString("D"), body);
        var call = new BedrockCall { Path = Path, Body = body.WrittenMemory, Headers = InvokeHeaders.Whole, ModelId = request.ModelId };
        return await transport.SendWholeAsync(call, static (_, read) => AsyncInvokeJson.ReadArn(read), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for an invocation.</summary>
    public Task<AsyncInvocation> GetAsync(string invocationArn, CancellationToken cancellationToken) => transport.SendWholeAsync(
        new BedrockCall { Method = HttpMethod.Get, Path = $"{Path}/{ModelPath.Encode(invocationArn)}" },
        static (_, read) => AsyncInvokeJson.ReadInvocation(read),
        cancellationToken);

    /// <summary>Asks until it no longer runs.</summary>
    public async Task<AsyncInvocation> WaitAsync(string invocationArn, TimeSpan interval, CancellationToken cancellationToken)
    {
        while (true)
        {
            AsyncInvocation invocation = await GetAsync(invocationArn, cancellationToken).ConfigureAwait(false);
            if (invocation.Status != AsyncInvokeStatus.InProgress)
            {
                return invocation;
            }

            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists invocations, page after page.</summary>
    public async IAsyncEnumerable<AsyncInvocation> ListAsync(ListAsyncInvokesRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            string? before = next;
            var call = new BedrockCall { Method = HttpMethod.Get, Path = Path, Query = AsyncInvokeJson.Query(request, next) };
            (List<AsyncInvocation> entries, next) = await transport.SendWholeAsync(call, static (_, read) => AsyncInvokeJson.ReadPage(read), cancellationToken).ConfigureAwait(false);
            if (next is not null && next == before)
            {
                throw new BedrockException(BedrockErrorKind.UnexpectedResponse, "The list of asynchronous invocations names the same page again and again.");
            }

            foreach (AsyncInvocation entry in entries)
            {
                yield return entry;
            }
        }
        while (next is { Length: > 0 });
    }
}
