using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Surfaces;

/// <summary>
/// Which of AWS's two hosts with compatible surfaces a request is for. On AWS the host tells; where a client was pointed here it is the path
/// (<c>/v1</c> is mantle's alone) or the service that the client signed for.
/// </summary>
internal static class SurfaceHost
{
    private const string Mantle = "bedrock-mantle";

    public static bool IsMantle(EmulatorCall call)
    {
        string host = call.Http.Request.Host.Host;
        return host.StartsWith(Mantle, StringComparison.OrdinalIgnoreCase)
            || (!host.StartsWith("bedrock-runtime", StringComparison.OrdinalIgnoreCase)
                && (OperationRoute.PathOf(call.Entry.RawTarget).StartsWith("/v1/", StringComparison.Ordinal)
                    || call.Http.Request.Headers.Authorization.ToString().Contains($"/{Mantle}/aws4_request", StringComparison.Ordinal)));
    }

    /// <summary>The service that a request must be signed for.</summary>
    public static string ServiceOf(EmulatorCall call) =>
        call.Route.Kind == OperationKind.Sts ? "sts" : call.Route.Kind == OperationKind.Surface && IsMantle(call) ? Mantle : "bedrock";

    /// <summary>The headers that mantle adds to every answer.</summary>
    public static void AddHeaders(EmulatorCall call)
    {
        if (!IsMantle(call))
        {
            return;
        }

        Microsoft.AspNetCore.Http.IHeaderDictionary headers = call.Http.Response.Headers;
        headers["x-request-id"] = call.RequestId;
        headers["vary"] = "origin, access-control-request-method, access-control-request-headers";
        headers["access-control-allow-origin"] = "*";
        headers["access-control-expose-headers"] =
            "x-amzn-requestid,x-request-id,date,x-amzn-usage-reservation-quota,x-amzn-usage-reservation-remaining-quota,x-amzn-usage-reservation-spillover";
    }
}
