using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Learning;
using Outcrop.Bedrock.Rules.Reasoning;

namespace Outcrop.Bedrock.Rules.Caching;

/// <summary>
/// Cache points where the model takes them, as many and for as long as it takes them (acceptance row 18). Of too many those are kept that spare most: the last of the messages, which covers all before it, then the last of
/// the system prompt and of the tools, which outlive the conversation, then the others from the end.
/// </summary>
internal sealed class CachePointRule : RequestRule
{
    private const string Tools = "tools";
    private const string System = "system";
    private const string Messages = "messages";

    /// <inheritdoc/>
    public override string Name => "cache-points";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        bool amongTools = HasToolPoint(draft.Request.ToolConfig);
        if (!amongTools && (draft.Traits & RequestTraits.CachePoint) == 0)
        {
            return;
        }

        List<CachePoint> points = Collect(draft);
        ModelCacheRules rules = draft.Rules.Cache;
        foreach (CachePoint point in points)
        {
            point.Dropped ??= rules.Supported == false ? "the model takes no cache points"
                : rules.Places is { } places && !places.Contains(point.Place) ? $"the model takes no cache points in its {point.Place}"
                : null;
        }

        Limit(points, rules.Maximum);
        List<(CachePoint Point, string? Given)> given = [.. points.Select(static point => (point, point.Ttl))];
        FitTtls(points, rules.Ttls);
        bool changed = given.Exists(static one => one.Point.Dropped is not null || one.Point.Ttl != one.Given);
        if (!changed)
        {
            return;
        }

        if (amongTools)
        {
            ApplyToTools(draft, points);
        }

        var plan = new CachePlan();
        foreach (CachePoint point in points.Where(static point => point.Place != Tools))
        {
            plan.Add(new CacheDecision(point.Dropped, point.Ttl));
        }

        draft.Cache = plan;
    }

    private static bool HasToolPoint(ToolConfiguration? configuration)
    {
        for (int i = 0; i < configuration?.Tools.Count; i++)
        {
            if (configuration.Tools[i] is CachePointTool)
            {
                return true;
            }
        }

        return false;
    }

    private static List<CachePoint> Collect(RequestDraft draft)
    {
        var points = new List<CachePoint>();
        IReadOnlyList<Tool> tools = draft.Request.ToolConfig?.Tools ?? [];
        bool follows = false;
        for (int i = 0; i < tools.Count; i++)
        {
            if (tools[i] is CachePointTool point)
            {
                points.Add(new CachePoint(Tools, i, point.Ttl) { Dropped = follows ? null : "nothing stands before it" });
            }

            follows = tools[i] is not CachePointTool;
        }

        Collect(draft, points, draft.Request.System, System);
        foreach (Message message in draft.Request.Messages)
        {
            Collect(draft, points, message.Content, Messages);
        }

        return points;
    }

    private static void Collect(RequestDraft draft, List<CachePoint> points, IList<ContentBlock> blocks, string place)
    {
        bool follows = false;
        foreach (ContentBlock block in blocks)
        {
            if (block is CachePointBlock point)
            {
                points.Add(new CachePoint(place, -1, point.Ttl) { Dropped = follows ? null : "nothing stands before it" });
                follows = false;
            }
            else
            {
                // What other rules leave out is nothing that a point could follow.
                bool blank = block is TextBlock text && string.IsNullOrWhiteSpace(text.Text);
                follows |= !blank && ReasoningHistoryRule.Refusal(draft, block) is null;
            }
        }
    }

    private static void Limit(List<CachePoint> points, int? maximum)
    {
        List<CachePoint> kept = points.FindAll(static point => point.Dropped is null);
        if (maximum is not { } most || kept.Count <= most)
        {
            return;
        }

        HashSet<CachePoint> wanted = [];
        foreach (string place in (ReadOnlySpan<string>)[Messages, System, Tools])
        {
            if (kept.FindLast(point => point.Place == place) is { } last && wanted.Count < most)
            {
                wanted.Add(last);
            }
        }

        for (int i = kept.Count - 1; i >= 0 && wanted.Count < most; i--)
        {
            wanted.Add(kept[i]);
        }

        foreach (CachePoint point in kept.Where(point => !wanted.Contains(point)))
        {
            point.Dropped = $"the model takes {most} cache points at most";
        }
    }

    /// <summary>The service also refuses a longer time after a shorter one, in the order tools, system, messages; none given means the shorter one.</summary>
    private static void FitTtls(List<CachePoint> points, IReadOnlyList<string>? taken)
    {
        bool shortened = false;
        foreach (CachePoint point in points.Where(static point => point.Dropped is null))
        {
            bool unknown = point.Ttl is { } ttl && taken is not null && !taken.Contains(ttl);
            bool rises = shortened && point.Ttl is not null and not "5m";
            point.Ttl = unknown || rises ? null : point.Ttl;
            shortened |= point.Ttl is null or "5m";
        }
    }

    private static void ApplyToTools(RequestDraft draft, List<CachePoint> points)
    {
        ToolConfiguration configuration = draft.Request.ToolConfig!;
        var tools = new List<Tool>(configuration.Tools.Count);
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            CachePoint? point = points.Find(one => one.Index == i);
            if (point?.Dropped is { } reason)
            {
                draft.Drop($"toolConfig.tools[{i}].cachePoint", reason);
                continue;
            }

            if (configuration.Tools[i] is CachePointTool cache && point is not null && point.Ttl != cache.Ttl)
            {
                draft.Adjust($"toolConfig.tools[{i}].cachePoint.ttl", CachePointBlockRule.TtlChange);
                tools.Add(cache with { Ttl = point.Ttl });
                continue;
            }

            tools.Add(configuration.Tools[i]);
        }

        draft.Edit().ToolConfig = configuration with { Tools = tools };
    }
}
