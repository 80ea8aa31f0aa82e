using Microsoft.AspNetCore.Http;
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
        new OpenAIFrontEnd(),
        new BedrockNativeFrontEnd(),
    ];

    /// <summary>The dialect of a path; the first one for paths that are nobody's.</summary>
    /// <param name="path">The request's path.</param>
    public static FrontEnd Find(PathString path)
    {
        foreach (FrontEnd frontEnd in All)
        {
            if (frontEnd.Owns(path))
            {
                return frontEnd;
            }
        }

        return All[0];
    }
}
