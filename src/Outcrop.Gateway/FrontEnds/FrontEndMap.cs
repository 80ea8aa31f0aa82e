using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.FrontEnds.Anthropic;
using Outcrop.Gateway.FrontEnds.BedrockNative;
using Outcrop.Gateway.FrontEnds.OpenAI;
using Outcrop.Gateway.FrontEnds.Seed;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Every dialect the gateway speaks. One line each.</summary>
internal static class FrontEndMap
{
    /// <summary>The dialects.</summary>
    public static IReadOnlyList<FrontEnd> All { get; } =
    [
        new SeedFrontEnd(),
        new AnthropicFrontEnd(),
        new OpenAIFrontEnd(),
        new BedrockNativeFrontEnd(),
    ];

    /// <summary>The dialect of a request; the first one for those that are nobody's. Where two could be meant, the first that owns it.</summary>
    /// <param name="request">The request.</param>
    public static FrontEnd Find(HttpRequest request)
    {
        foreach (FrontEnd frontEnd in All)
        {
            if (frontEnd.Owns(request))
            {
                return frontEnd;
            }
        }

        return All[0];
    }
}
