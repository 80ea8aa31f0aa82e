using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>
/// Chooses between dialects that have the same path, such as <c>/v1/models</c>: a request with the header that an endpoint asks for is meant for that one, any other for the one that asks for none. Stateless and thread-safe.
/// </summary>
internal sealed class HeaderMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <inheritdoc/>
    public override int Order => 0;

    /// <inheritdoc/>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (Endpoint endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<HeaderMetadata>() is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        bool asked = false;
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && HeaderOf(candidates[i]) is { } header)
            {
                bool has = httpContext.Request.Headers.ContainsKey(header);
                candidates.SetValidity(i, has);
                asked |= has;
            }
        }

        for (int i = 0; asked && i < candidates.Count; i++)
        {
            if (HeaderOf(candidates[i]) is null)
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }

    private static string? HeaderOf(CandidateState candidate) => candidate.Endpoint.Metadata.GetMetadata<HeaderMetadata>()?.Header;
}
