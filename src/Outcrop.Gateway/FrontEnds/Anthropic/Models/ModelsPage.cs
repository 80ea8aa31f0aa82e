using System.Globalization;
using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Models;

/// <summary>One page of a list, as <c>limit</c>, <c>after_id</c> and <c>before_id</c> ask for it. Immutable.</summary>
/// <param name="Models">The models of the page.</param>
/// <param name="HasMore">Whether more follow in the direction that was asked for.</param>
internal sealed record ModelsPage(IReadOnlyList<OfferedModel> Models, bool HasMore)
{
    private const int DefaultLimit = 20;
    private const int MostModels = 1000;

    /// <summary>Cuts the page out of the list.</summary>
    /// <param name="all">The list.</param>
    /// <param name="query">What was asked for.</param>
    /// <exception cref="Pipeline.GatewayException">The limit is no number from 1 to 1000, a cursor is none of the list, or there are two.</exception>
    public static ModelsPage Of(IReadOnlyList<OfferedModel> all, IQueryCollection query)
    {
        int limit = DefaultLimit;
        if (query["limit"].ToString() is { Length: > 0 } given
            && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostModels))
        {
            throw RequestJson.Wrong("limit", "must be a whole number from 1 to 1000");
        }

        string after = query["after_id"].ToString();
        string before = query["before_id"].ToString();
        if (after.Length > 0 && before.Length > 0)
        {
            throw RequestJson.Wrong("before_id", "cannot be combined with after_id");
        }

        if (before.Length > 0)
        {
            int end = IndexOf(all, before, "before_id");
            int first = Math.Max(0, end - limit);
            return new ModelsPage([.. all.Skip(first).Take(end - first)], first > 0);
        }

        int start = after.Length > 0 ? IndexOf(all, after, "after_id") + 1 : 0;
        return new ModelsPage([.. all.Skip(start).Take(limit)], all.Count - start > limit);
    }

    private static int IndexOf(IReadOnlyList<OfferedModel> all, string id, string parameter)
    {
        for (int i = 0; i < all.Count; i++)
        {
            if (all[i].Name == id)
            {
                return i;
            }
        }

        throw RequestJson.Wrong(parameter, "names no model of the list");
    }
}
