using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>
/// Cache points: for models that cache, at most four, behind something in the same list that can be cached.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html and reported refusals.
/// </summary>
internal static class CachePointRule
{
    private const int Most = 4;

    public static void Check(JsonElement body, ModelLine line)
    {
        int found = CheckList(Items(body, "system")) + CheckList(Member(body, "toolConfig") is { } config ? Items(config, "tools") : []);
        foreach (JsonElement message in Items(body, "messages"))
        {
            found += CheckList(Items(message, "content"));
        }

        if (found > 0 && !line.Caching)
        {
            throw new AwsErrorException(new AwsError(
                403, "AccessDeniedException", "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information."));
        }

        if (found > Most)
        {
            throw Of(Format($"{ModelErrors}A maximum of {Most} blocks with cache_control may be provided. Found {found}."));
        }
    }

    private static int CheckList(IEnumerable<JsonElement> blocks)
    {
        int found = 0;
        JsonElement? before = null;
        foreach (JsonElement block in blocks)
        {
            if (Member(block, "cachePoint") is not null)
            {
                found++;
                if (before is not { } content)
                {
                    throw Of("There is nothing available to cache.");
                }

                if (Member(content, "reasoningContent") is not null)
                {
                    throw Of("Cache point cannot be inserted after reasoning block. Please remove the invalid cache point and try again.");
                }
            }

            before = block;
        }

        return found;
    }
}
