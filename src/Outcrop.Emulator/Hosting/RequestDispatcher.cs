using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.Admin;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Personas;
using Outcrop.Emulator.Sts;
using Outcrop.Emulator.Surfaces;
using Outcrop.Emulator.Verification;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Hosting;

/// <summary>The one way of a request: route, body, journal, signature, script, answer.</summary>
internal sealed class RequestDispatcher(EmulatorState state)
{
    /// <summary>The runtime's limit on InvokeModel bodies, by its service model.</summary>
    private const int MaximumBody = 25_000_000;

    private readonly StsEndpoint _sts = new(state);
    private readonly RuntimeEndpoint _runtime = new(state);
    private readonly SurfaceEndpoint _surface = new(state);
    private readonly AdminEndpoint _admin = new(state);

    public async Task InvokeAsync(HttpContext http)
    {
        string rawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        OperationRoute route = OperationRoute.Parse(http.Request.Method, rawTarget);
        if (route.Kind == OperationKind.Admin)
        {
            await _admin.InvokeAsync(http, route.Resource ?? "");
            return;
        }

        var entry = new EmulatorRequest(http.Request.Method, rawTarget, http.Request.Protocol, CopyHeaders(http.Request.Headers))
        {
            Operation = route.Operation,
            ModelId = route.Resource,
        };
        var call = new EmulatorCall(state, http, route, entry);
        try
        {
            await AnswerAsync(call);
            EmulatorLog.Answered(state.Logger, call.Route.Operation ?? "-", call.Route.Resource ?? "-", entry.StatusCode, call.RequestId);
        }
        catch (AwsErrorException refusal) when (!http.Response.HasStarted)
        {
            EmulatorLog.Refused(state.Logger, refusal.Error.Type, refusal.Error.Message, call.RequestId);
            await WriteErrorAsync(call, refusal.Error);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionAbortedException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            entry.ClientAborted = true;
            EmulatorLog.ClientAborted(state.Logger, call.RequestId);
        }
        catch (OperationCanceledException) when (state.Stopping.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            EmulatorLog.Failed(state.Logger, fault, call.RequestId);
            await WriteErrorAsync(call, ErrorDefaults.For(500));
        }
    }

    private async Task AnswerAsync(EmulatorCall call)
    {
        // 1. The body, and the journal's entry as soon as there is something to see.
        try
        {
            using PooledBody body = await PooledBody.ReadAsync(call.Http.Request.Body, MaximumBody, call.Http.Request.ContentLength, call.Aborted);
            call.Entry.Body = body.Memory.ToArray();
        }
        catch (BodyTooLargeException)
        {
            state.Journal.Add(call.Entry);
            throw new AwsErrorException(new AwsError(413, "RequestEntityTooLargeException", "Request body is too large.", AwsErrorLayer.Authentication));
        }

        if (call.Route.Kind == OperationKind.Sts)
        {
            call.Route = call.Route with { Operation = StsEndpoint.ActionOf(call.Body) };
            call.Entry.Operation = call.Route.Operation;
        }

        state.Journal.Add(call.Entry);

        // 2. What AWS does not know it does not authenticate either.
        switch (call.Route.Kind)
        {
            case OperationKind.UnencodedModelId:
                await AwsErrorWriter.WriteUnknownOperationAsync(call, StatusCodes.Status200OK);
                return;
            case OperationKind.Unknown:
                await AwsErrorWriter.WriteUnknownOperationAsync(call, StatusCodes.Status404NotFound);
                return;
            case OperationKind.Runtime or OperationKind.Service or OperationKind.Surface or OperationKind.ControlPlane or OperationKind.Sts or OperationKind.Admin:
            default:
                break;
        }

        // 3. Who asks.
        CallerIdentity caller = Authenticate(call);
        AccessCheck.Demand(call, caller);

        // 4. What a script has in store.
        call.Script = state.Scripts.Take(call.Route);
        if (call.Script is { Delay: { Ticks: > 0 } delay })
        {
            await Task.Delay(delay, state.Clock, call.Aborted);
        }

        if (call.Script is not null && ErrorDefaults.Of(call.Script) is AwsError scripted)
        {
            if (call.Script.RawBody is { } rawError)
            {
                call.Http.Response.StatusCode = scripted.Status;
                await call.WriteBodyAsync(call.Script.RawContentType ?? "application/json", rawError);
                return;
            }

            throw new AwsErrorException(scripted);
        }

        // 5. The answer.
        switch (call.Route.Kind)
        {
            case OperationKind.Sts:
                await _sts.InvokeAsync(call, caller);
                break;
            case OperationKind.ControlPlane:
                await ControlPlaneEndpoint.InvokeAsync(call);
                break;
            case OperationKind.Runtime:
                await _runtime.InvokeAsync(call);
                break;
            case OperationKind.Service:
                await ServiceEndpoint.InvokeAsync(call);
                break;
            case OperationKind.Surface:
                await _surface.InvokeAsync(call, caller);
                break;
            case OperationKind.Unknown or OperationKind.UnencodedModelId or OperationKind.Admin:
            default:
                throw new InvalidOperationException($"{call.Route.Kind} is answered before.");
        }
    }

    private CallerIdentity Authenticate(EmulatorCall call)
    {
        if (!state.Options.VerifySignatures || (call.Route.Kind == OperationKind.Sts && StsEndpoint.IsUnsigned(call.Route.Operation)))
        {
            return CallerIdentity.Anonymous(state.Options.AccountId);
        }

        var request = new SignedRequest(call.Http.Request.Method, call.Entry.RawTarget, call.Http.Request.Headers, call.Body);
        if (call.Route.Kind != OperationKind.Sts && BearerVerifier.TryGetToken(request.Headers, out string? token))
        {
            return state.BearerKeys.Verify(token, CallRegion.Demanded(call));
        }

        return state.Signatures.Verify(request, SurfaceHost.ServiceOf(call), CallRegion.Demanded(call));
    }

    private static Task WriteErrorAsync(EmulatorCall call, AwsError error) =>
        call.Route.Kind == OperationKind.Sts ? StsErrorWriter.WriteAsync(call, error)
        : call.Route.Kind == OperationKind.Surface ? SurfaceErrorWriter.WriteAsync(call, error)
        : AwsErrorWriter.WriteAsync(call, error);

    private static Dictionary<string, string> CopyHeaders(IHeaderDictionary headers)
    {
        var copy = new Dictionary<string, string>(headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in headers)
        {
            copy[name] = string.Join(',', (IEnumerable<string?>)values);
        }

        return copy;
    }
}
