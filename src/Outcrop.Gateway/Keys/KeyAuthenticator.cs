using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys.SigV4;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Keys;

/// <summary>
/// Finds out who is calling, from <c>Authorization: Bearer</c>, <c>x-api-key</c> or <c>api-key</c>, or by AWS's signature; never from the query. A missing, a malformed and an
/// unknown key get the same answer. Thread-safe.
/// </summary>
/// <param name="state">The configuration in force.</param>
/// <param name="signatures">Verifies signatures.</param>
/// <param name="clock">The clock.</param>
internal sealed class KeyAuthenticator(GatewayState state, SigV4Verifier signatures, TimeProvider clock)
{
    private const int LongestKey = 512;
    private const string BearerScheme = "Bearer ";

    private static readonly GatewayError Unauthorized =
        new(GatewayErrorKind.InvalidKey, Blame.Client, ExchangePhase.Request, "A valid API key is required, in Authorization: Bearer, x-api-key or api-key.");

    private static readonly GatewayError Presigned = Unauthorized with
    {
        SafeMessage = "A signature in the query is not taken; send it in the Authorization header.",
        AwsType = "InvalidSignatureException",
    };

    private static readonly GatewayError Page = new(
        GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, "This gateway has no keys and answers programs on its own machine only, no web pages: list the page's origin in server.corsOrigins, or configure a key.");

    private static readonly GatewayError Conflicting = GatewayError.InvalidRequest("Different API keys were sent in Authorization, x-api-key and api-key; send one.");

    /// <summary>Identifies the caller.</summary>
    /// <param name="context">The request.</param>
    /// <param name="signed">For a request that is signed: what is left to check once its body is there.</param>
    /// <returns>Who is calling; <see langword="null"/> where <paramref name="signed"/> has to tell.</returns>
    /// <exception cref="GatewayException">The key is missing, unknown, or not one.</exception>
    public KeyIdentity? Authenticate(HttpContext context, out SigV4Claim? signed)
    {
        signed = null;
        IReadOnlyList<ApiKey> keys = state.Configuration.Keys;
        if (keys.Count == 0)
        {
            // The host refuses to listen elsewhere; this holds for applications that map the endpoints themselves.
            return IsAnonymous(context) ? KeyIdentity.Anonymous : throw new GatewayException(IsOfThisMachine(context) ? Page : Unauthorized);
        }

        IHeaderDictionary headers = context.Request.Headers;
        if (SigV4Authorization.IsIn(headers.Authorization))
        {
            if (headers.Authorization.Count > 1 || headers.ContainsKey("x-api-key") || headers.ContainsKey("api-key"))
            {
                throw new GatewayException(Conflicting);
            }

            signed = IsPresigned(context) ? throw new GatewayException(Presigned) : signatures.Begin(context, keys);
            return null;
        }

        string? presented = Presented(headers);
        return Find(keys, presented)
            ?? throw new GatewayException(presented is null && IsPresigned(context) ? Presigned : Unauthorized);
    }

    /// <summary>Identifies a caller who need not show a key.</summary>
    /// <inheritdoc cref="Authenticate"/>
    public KeyIdentity? Identify(HttpContext context, out SigV4Claim? signed)
    {
        signed = null;
        if (state.Configuration.Keys.Count == 0)
        {
            return IsAnonymous(context) ? KeyIdentity.Anonymous : KeyIdentity.Stranger;
        }

        IHeaderDictionary headers = context.Request.Headers;
        bool shows = headers.ContainsKey("Authorization") || headers.ContainsKey("x-api-key") || headers.ContainsKey("api-key");
        return shows ? Authenticate(context, out signed) : KeyIdentity.Stranger;
    }

    private bool IsAnonymous(HttpContext context) => IsOfThisMachine(context) && !WebPage.MayHaveSent(context.Request, state.Configuration.Server.CorsOrigins);

    private bool IsOfThisMachine(HttpContext context) => state.AllowsAnonymous && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>Whether a signature stands in the query, as in a link that AWS would take.</summary>
    private static bool IsPresigned(HttpContext context) => context.Request.QueryString.HasValue
        && (context.Request.Query.ContainsKey("X-Amz-Signature") || context.Request.Query.ContainsKey("X-Amz-Credential") || context.Request.Query.ContainsKey("X-Amz-Algorithm"));

    /// <summary>The one key that was sent; <see langword="null"/> for none or something that is no key.</summary>
    private static string? Presented(IHeaderDictionary headers)
    {
        string? presented = null;
        Take(headers.Authorization, isAuthorization: true, ref presented);
        Take(headers["x-api-key"], isAuthorization: false, ref presented);
        Take(headers["api-key"], isAuthorization: false, ref presented);
        return presented;
    }

    private static void Take(StringValues values, bool isAuthorization, ref string? presented)
    {
        foreach (string? value in values)
        {
            // A header of another scheme still is an attempt to say who one is, so it conflicts with a key beside it.
            string key = isAuthorization && value is not null && value.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase)
                ? value[BearerScheme.Length..].Trim()
                : isAuthorization ? "" : (value ?? "").Trim();
            if (presented is not null && !string.Equals(presented, key, StringComparison.Ordinal))
            {
                throw new GatewayException(Conflicting);
            }

            presented = key;
        }
    }

    /// <summary>Compares with every key, in constant time each and without stopping early, so that time tells nothing about which key was close.</summary>
    private KeyIdentity? Find(IReadOnlyList<ApiKey> keys, string? presented)
    {
        bool isPlausible = presented is { Length: > 0 and <= LongestKey };
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(isPlausible ? presented! : ""), hash);
        ApiKey? found = null;
        foreach (ApiKey key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash, hash))
            {
                found = key;
            }
        }

        return isPlausible && found is not null && !found.HasExpired(clock.GetUtcNow()) ? new KeyIdentity(found.Id, found) : null;
    }
}
