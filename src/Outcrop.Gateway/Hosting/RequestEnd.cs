using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Hosting;

/// <summary>The end of what is done for a request before its exchange begins: its caller leaves, or the gateway stops.</summary>
internal sealed class RequestEnd
{
    private readonly CancellationTokenSource _source;

    private RequestEnd(CancellationTokenSource source) => _source = source;

    /// <summary>The token of a request; made when it is first asked for.</summary>
    /// <param name="context">The request.</param>
    public static CancellationToken Of(HttpContext context)
    {
        if (context.Features.Get<RequestEnd>() is { } known)
        {
            return known._source.Token;
        }

        if (context.RequestServices.GetService<DrainDeadline>() is not { } deadline)
        {
            return context.RequestAborted;
        }

        var source = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        context.Features.Set(new RequestEnd(source));
        context.Response.RegisterForDispose(source);
        return source.Token;
    }
}
