using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>At most four blocks are marked for the cache.</summary>
internal static class CacheControlRule
{
    private const int Most = 4;

    public static string? Check(ClaudeRequest request, ModelLine line) =>
        request.CacheControls > Most ? Format($"A maximum of {Most} blocks with cache_control may be provided. Found {request.CacheControls}.") : null;
}
