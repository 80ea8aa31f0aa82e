using Outcrop.Bedrock.AsyncInvoke;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock;

public sealed partial class BedrockClient
{
    /// <summary>Starts an invocation whose output goes to S3, with <c>StartAsyncInvoke</c>.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="cancellationToken">Gives the call up, not the invocation.</param>
    /// <returns>The invocation's ARN.</returns>
    /// <exception cref="BedrockException">The call failed. <see cref="BedrockErrorKind.Conflict"/>: the token was used for another request.</exception>
    public Task<string> StartAsyncInvokeAsync(StartAsyncInvokeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _asyncInvoke.StartAsync(request, cancellationToken);
    }

    /// <summary>Asks how far an invocation is, with <c>GetAsyncInvoke</c>.</summary>
    /// <param name="invocationArn">Its ARN.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BedrockException">The call failed. That the invocation failed is an answer.</exception>
    public Task<AsyncInvocation> GetAsyncInvokeAsync(string invocationArn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invocationArn);
        return _asyncInvoke.GetAsync(invocationArn, cancellationToken);
    }

    /// <summary>Asks again and again until an invocation no longer runs.</summary>
    /// <param name="invocationArn">Its ARN.</param>
    /// <param name="interval">The time between two questions, more than zero. Default: 10 seconds.</param>
    /// <param name="cancellationToken">Gives the wait up, not the invocation.</param>
    /// <returns>The invocation, completed or failed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not above zero.</exception>
    /// <exception cref="BedrockException">A call failed.</exception>
    public Task<AsyncInvocation> WaitForAsyncInvokeAsync(string invocationArn, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invocationArn);
        TimeSpan pause = interval ?? TimeSpan.FromSeconds(10);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pause, TimeSpan.Zero, nameof(interval));
        return _asyncInvoke.WaitAsync(invocationArn, pause, cancellationToken);
    }

    /// <summary>Lists invocations with <c>ListAsyncInvokes</c>; each page is asked for when its first entry is wanted.</summary>
    /// <param name="request">Which; default: all, the newest first.</param>
    /// <param name="cancellationToken">Gives the calls up.</param>
    /// <exception cref="BedrockException">A call failed.</exception>
    public IAsyncEnumerable<AsyncInvocation> ListAsyncInvokesAsync(ListAsyncInvokesRequest? request = null, CancellationToken cancellationToken = default) =>
        _asyncInvoke.ListAsync(request ?? new ListAsyncInvokesRequest(), cancellationToken);
}
