using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>Every operation of Bedrock's own dialect: the body goes on byte for byte under a path, a query and headers that were written anew, and the answer comes back as AWS gave it.</summary>
internal static class BedrockNativeEndpoint
{
    /// <summary>Answers: (1) find the operation by the target as it came, (2) read the body, (3) find the route, (4) write the call anew, (5) run the exchange, (6) pass the answer on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        OutcropConfiguration configuration = context.RequestServices.GetRequiredService<GatewayState>().Configuration;
        ExchangePipeline pipeline = context.RequestServices.GetRequiredService<ExchangePipeline>();

        // 1
        RefuseTwoLengths(context.Request);
        (string[] segments, string query) = NativePath.Read(context);
        OperationMatch match = OperationMatch.Find(context.Request.Method, segments);
        AwsOperation operation = match.Operation;
        RequireOffered(operation, configuration.BedrockNative);

        // 2. The body stays as long as the request is being sent: it is not copied.
        using PooledBody? read = HttpMethods.IsPost(operation.Method) ? await RequestBody.ReadAsync(context, configuration.Server.MaxRequestBodyBytes) : null;
        ReadOnlyMemory<byte> body = read?.Memory ?? default;
        using var rewritten = new PooledBufferWriter();

        // 3
        var view = new CallerView(configuration, identity);
        (Route route, bool isRewritten) = FindRoute(match, body, configuration, identity, view, rewritten);
        if (configuration.BedrockNative.Guardrails is not null)
        {
            NativeGuardrails.Require(operation, context.Request.Headers, body, view);
        }

        if (configuration.BedrockNative.InputBuckets is { } buckets)
        {
            NativeSources.Require(operation, body, buckets);
        }

        // 4
        var dropped = new List<string>();
        string? sentQuery = NativeQuery.Rewrite(query, operation, dropped);
        List<KeyValuePair<string, string>> headers = NativeHeaders.Pass(context.Request.Headers, operation, dropped);
        NativeRequest request = MakeRequest(match, route, isRewritten ? rewritten.WrittenMemory : body, sentQuery, headers);
        var call = new ExchangeCall(RequestInfo.Of(context).Id, dialect, configuration, identity, route);

        // 5, 6
        if (operation.Streams)
        {
            Task<Exchange> opening = pipeline.OpenAsync(call, request, context.RequestAborted);
            await StreamRelay.RunAsync(context, opening, new FrameWriter(AnswerPipe.Of(context.Response), operation.IsConverse), configuration.Server, dropped);
            return;
        }

        using NativeResponse answer = await pipeline.SendAsync(call, request, context.RequestAborted);
        DroppedParameters.Tell(context, [], static name => name, dropped);
        await SendAsync(context, operation, answer, view);
    }

    /// <summary>A length beside chunks: the server goes by the chunks, but whoever stood in between may have gone by the length, and then the two have read different requests. Source: RFC 9112, section 6.1.</summary>
    private static void RefuseTwoLengths(HttpRequest request)
    {
        if (request.Headers.TransferEncoding.Count > 0 && (request.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length")))
        {
            throw new GatewayException(GatewayError.InvalidRequest("The request has both Content-Length and Transfer-Encoding."));
        }
    }

    private static void RequireOffered(AwsOperation operation, BedrockNativeSettings settings)
    {
        bool isAsync = operation.Segments[0] == "async-invoke";
        if ((operation.Service == BedrockService.ControlPlane && !settings.ControlPlane) || (isAsync && !settings.AsyncInvoke))
        {
            throw new GatewayException(new GatewayError(GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, $"{operation.Name} is turned off in this gateway's configuration."));
        }
    }

    private static (Route Route, bool IsRewritten) FindRoute(
        OperationMatch match, ReadOnlyMemory<byte> body, OutcropConfiguration configuration, KeyIdentity identity, CallerView view, PooledBufferWriter rewritten)
    {
        switch (match.Operation.Subject)
        {
            case AwsSubject.Model:
                return (ModelRouter.ResolveByName(configuration, identity, match.Values[0]), false);
            case AwsSubject.ModelInBody:
                return AsyncInvokeBody.Route(body, configuration, identity, rewritten);
            case AwsSubject.ModelInfo:
                string model = ModelAliases.Resolve(configuration.Aliases, match.Values[0]);
                view.RequireModel(model);
                return (Without(model), false);
            case AwsSubject.Guardrail:
                view.RequireGuardrail(match.Values[0]);
                return (Without(match.Values[0]), false);
            case AwsSubject.None or AwsSubject.Invocation or AwsSubject.List:
                return (Without(match.Operation.Name), false);
            default:
                throw new InvalidOperationException($"There is no subject {match.Operation.Subject}.");
        }

        // What calls no model is counted as a request all the same, under the name of what it is about.
        Route Without(string subject) => new(configuration.Generator.DefaultProvider, match.Operation.Name, subject, BedrockApi.Auto, new(), null, IsListed: false, IsModel: false);
    }

    private static NativeRequest MakeRequest(OperationMatch match, Route route, ReadOnlyMemory<byte> body, string? query, List<KeyValuePair<string, string>> headers)
    {
        AwsOperation operation = match.Operation;
        if (operation.IsConverse)
        {
            return NativeRequest.Converse(route.ModelId, body, operation.Streams, headers);
        }

        if (operation.IsInvoke)
        {
            return NativeRequest.Invoke(route.ModelId, body, operation.Streams, NativeUnit.Frame, headers);
        }

        bool isModel = operation.Subject is AwsSubject.Model or AwsSubject.ModelInfo;
        return NativeRequest.Plain(new BedrockCall
        {
            Service = operation.Service,
            Method = new HttpMethod(operation.Method),
            Path = NativePath.Write(operation, isModel ? [route.ModelId, .. match.Values.Skip(1)] : match.Values),
            Query = query,
            Body = body,
            Headers = headers,
            ModelId = operation.Subject is AwsSubject.Model or AwsSubject.ModelInBody ? route.ModelId : null,
        });
    }

    private static async Task SendAsync(HttpContext context, AwsOperation operation, NativeResponse answer, CallerView view)
    {
        using var filtered = new PooledBufferWriter();
        ReadOnlyMemory<byte> body = answer.Body;
        if (operation.Subject == AwsSubject.Invocation)
        {
            view.RequireInvocation(body);
        }
        else if (operation.List is { } list && view.TryFilter(list, ofGuardrails: operation.Segments[0] == "guardrails", body, filtered))
        {
            body = filtered.WrittenMemory;
        }

        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        NativeHeaders.Tell(response.Headers, answer.RequestId, answer.Headers);
        response.ContentLength = body.Length;
        await AnswerBody.WriteAsync(context, body);
    }
}
