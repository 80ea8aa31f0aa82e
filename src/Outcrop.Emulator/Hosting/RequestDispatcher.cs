using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Emulator.Admin;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Outages;
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

        var entry = new EmulatorRequest(http.Request.Method, SecretQuery.Show(rawTarget), http.Request.Protocol, CopyHeaders(http.Request.Headers))
        {
            Operation = route.Operation,
            ModelId = route.Resource,
            Received = state.Clock.GetUtcNow(),
        };
        var call = new EmulatorCall(state, http, route, entry);
        state.Running.TryAdd(call, true);
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
        catch (OperationCanceledException) when (state.Stopping.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionAbortedException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            entry.ClientAborted = !call.IsCut;
            EmulatorLog.ClientAborted(state.Logger, call.RequestId);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            EmulatorLog.Failed(state.Logger, fault, call.RequestId);
            await WriteErrorAsync(call, ErrorDefaults.For(500));
        }
        finally
        {
            entry.Duration = state.Clock.GetElapsedTime(call.Started);
            call.End();
            state.Running.TryRemove(call, out _);
            entry.Complete();
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

        // 2. Whether the region is there at all.
        if (state.Outages.Find(call) is { } outage)
        {
            await OutageAnswer.GiveAsync(call, outage);
            return;
        }

        // 3. What AWS does not know it does not authenticate either; a recording may know it. A target without a path (CONNECT, OPTIONS *) nobody knows.
        bool elsewhere = (state.Proxy is not null || state.Replayer is not null) && OperationRoute.PathOf(call.RawTarget).StartsWith('/');
        if (call.Route.Kind is OperationKind.Unknown or OperationKind.UnencodedModelId && !elsewhere)
        {
            await AnswerUnknownAsync(call);
            return;
        }

        // 4. Who asks.
        CallerIdentity caller = Authenticate(call);
        call.Caller = caller;
        call.Entry.CallerArn = state.Options.VerifySignatures ? caller.Arn : null;
        AccessCheck.Demand(call, caller);

        // 5. What a script has in store.
        call.Script = state.Scripts.Take(call);
        call.Entry.Scripted = call.Script is not null;
        if (call.Script is not null && await ScriptedAnswer.TryWriteAsync(call, call.Script))
        {
            return;
        }

        // 6. What was recorded, or is to be. Credentials are neither.
        if (call.Route.Kind != OperationKind.Sts && call.Script?.AnswersItself != true)
        {
            if (state.Proxy is not null)
            {
                await state.Proxy.InvokeAsync(call);
                return;
            }

            if (state.Replayer is not null && await state.Replayer.TryAnswerAsync(call))
            {
                return;
            }
        }

        // 7. The emulator's own answer.
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
            case OperationKind.Unknown or OperationKind.UnencodedModelId:
                await AnswerUnknownAsync(call);
                break;
            case OperationKind.Admin:
            default:
                throw new InvalidOperationException($"{call.Route.Kind} is answered before.");
        }
    }

    /// <summary>A model id whose slash is not encoded gets status 200 from AWS.</summary>
    private static Task AnswerUnknownAsync(EmulatorCall call) =>
        AwsErrorWriter.WriteUnknownOperationAsync(call, call.Route.Kind == OperationKind.UnencodedModelId ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);

    private CallerIdentity Authenticate(EmulatorCall call)
    {
        if (!state.Options.VerifySignatures || (call.Route.Kind == OperationKind.Sts && StsEndpoint.IsUnsigned(call.Route.Operation)))
        {
            return CallerIdentity.Anonymous(state.Options.AccountId);
        }

        var request = new SignedRequest(call.Http.Request.Method, call.RawTarget, call.Http.Request.Headers, call.Body);
        if (call.Route.Kind != OperationKind.Sts && BearerVerifier.TryGetToken(request.Headers, out string? token))
        {
            return state.BearerKeys.Verify(token, CallRegion.Demanded(call));
        }

        return state.Signatures.Verify(request, SurfaceHost.ServiceOf(call), CallRegion.Demanded(call));
    }

    private static Task WriteErrorAsync(EmulatorCall call, AwsError error)
    {
        call.Entry.ErrorType = error.Type;
        return call.Route.Kind == OperationKind.Sts ? StsErrorWriter.WriteAsync(call, error)
            : call.Route.Kind == OperationKind.Surface ? SurfaceErrorWriter.WriteAsync(call, error)
            : AwsErrorWriter.WriteAsync(call, error);
    }

    private static Dictionary<string, string> CopyHeaders(IHeaderDictionary headers)
    {
        var copy = new Dictionary<string, string>(headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in headers)
        {
            copy[name] = SecretHeaders.Show(name, string.Join(',', (IEnumerable<string?>)values));
        }

        return copy;
    }
}
