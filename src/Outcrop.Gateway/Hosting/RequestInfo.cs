using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Outcrop.Gateway.Hosting;

/// <summary>What the gateway knows about one HTTP request besides what ASP.NET Core does. Used by that request alone.</summary>
internal sealed class RequestInfo
{
    private RequestInfo(string id) => Id = id;

    /// <summary>The gateway's id of the request, also in the header <c>x-request-id</c> of the answer.</summary>
    public string Id { get; }

    /// <summary>The caller's key, once it is known.</summary>
    public string? KeyId { get; set; }

    /// <summary>Whether the answer broke without an exception: it says so itself, within a body that ends properly, or its caller was cut off.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The request's information; made, and its header set, when it is first asked for.</summary>
    /// <param name="context">The request.</param>
    public static RequestInfo Of(HttpContext context)
    {
        if (context.Features.Get<RequestInfo>() is { } known)
        {
            return known;
        }

        var created = new RequestInfo($"req_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}");
        context.Features.Set(created);
        context.Response.Headers["x-request-id"] = created.Id;
        return created;
    }
}
