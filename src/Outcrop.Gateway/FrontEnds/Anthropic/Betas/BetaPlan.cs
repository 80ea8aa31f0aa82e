using System.Text;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>
/// What becomes of one request's beta flags and of the members they govern (acceptance row 19): a flag that is left out takes its members with it, since Bedrock would refuse them, and both are told.
/// </summary>
internal sealed class BetaPlan
{
    private readonly List<string> _sent = [];
    private readonly List<string> _uncertain = [];
    private readonly List<string> _dropped = [];
    private readonly List<JsonFind> _cuts = [];

    private BetaPlan()
    {
    }

    /// <summary>The flags that go out.</summary>
    public IReadOnlyList<string> Sent => _sent;

    /// <summary>Those of them that the table does not know.</summary>
    public IReadOnlyList<string> Uncertain => _uncertain;

    /// <summary>What is left out and told: flags, and members by their places.</summary>
    public IReadOnlyList<string> Dropped => _dropped;

    /// <summary>What is cut out of the body.</summary>
    public IReadOnlyList<JsonFind> Cuts => _cuts;

    /// <summary>Makes the plan.</summary>
    /// <param name="configuration">The configuration of this request.</param>
    /// <param name="asked">The flags it came with.</param>
    /// <param name="body">Its body.</param>
    /// <exception cref="GatewayException">The request means what Bedrock has not, or would lose something where nothing may be lost.</exception>
    public static BetaPlan Make(OutcropConfiguration configuration, IReadOnlyList<string> asked, JsonEnvelope body)
    {
        var plan = new BetaPlan();
        BetaTable table = BetaTable.Of(configuration.Anthropic);
        var gone = new List<JsonPlace>();
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (string beta in asked)
        {
            plan.Judge(beta, table, gone, kept);
        }

        // What another flag governs as well, which goes out, stays.
        gone.RemoveAll(place => kept.Contains(place.Text));
        plan.Cut(table, gone, body);
        return !configuration.Bedrock.StrictParameters || plan._dropped.Count == 0 ? plan
            : throw new GatewayException(GatewayError.InvalidRequest($"Bedrock does not have all of the request, and strict parameters are on: {string.Join(", ", plan._dropped)}."));
    }

    /// <summary>The plan for a surface of Anthropic's own form and features: every flag goes out.</summary>
    /// <param name="asked">The flags the request came with.</param>
    public static BetaPlan PassAll(IReadOnlyList<string> asked)
    {
        var plan = new BetaPlan();
        plan._sent.AddRange(asked);
        plan._uncertain.AddRange(asked);
        return plan;
    }

    /// <summary>The plan for a model that has no such flags: those that ask for something are told.</summary>
    /// <param name="configuration">The configuration of this request.</param>
    /// <param name="asked">The flags the request came with.</param>
    public static BetaPlan DropAll(OutcropConfiguration configuration, IReadOnlyList<string> asked)
    {
        var plan = new BetaPlan();
        BetaTable table = BetaTable.Of(configuration.Anthropic);
        plan._dropped.AddRange(asked.Where(beta => table.Find(beta) is not { Disposition: BetaDisposition.Ignore }).Select(static beta => "anthropic_beta." + beta));
        return plan;
    }

    private void Judge(string beta, BetaTable table, List<JsonPlace> gone, HashSet<string> kept)
    {
        BetaTable.Entry? entry = table.Find(beta);
        BetaDisposition disposition = entry?.Disposition ?? table.Unknown;
        switch (disposition)
        {
            case BetaDisposition.Pass:
                string name = entry is { As.Length: > 0 } ? entry.As : beta;
                kept.UnionWith(entry?.Fields.Select(static place => place.Text) ?? []);
                if (!_sent.Contains(name))
                {
                    _sent.Add(name);
                    _uncertain.AddRange(entry is null ? [name] : []);
                }

                break;
            case BetaDisposition.Drop:
                _dropped.Add("anthropic_beta." + beta);
                gone.AddRange(entry?.Fields ?? []);
                break;
            case BetaDisposition.Ignore:
                gone.AddRange(entry?.Fields ?? []);
                break;
            case BetaDisposition.Refuse:
                throw RequestJson.Wrong("anthropic-beta", $"'{beta}' is not available on Bedrock");
            default:
                throw new InvalidOperationException($"A beta flag cannot become {disposition}.");
        }
    }

    private void Cut(BetaTable table, List<JsonPlace> gone, JsonEnvelope body)
    {
        var places = new Dictionary<JsonPlace, BetaTable.MemberEntry?>();
        foreach (JsonPlace place in gone)
        {
            if (MayHold(body, place))
            {
                places.TryAdd(place, null);
            }
        }

        foreach (BetaTable.MemberEntry member in table.Members)
        {
            if (MayHold(body, member.Place) && !gone.Exists(place => place.Text == member.Place.Text))
            {
                places.TryAdd(member.Place, member);
            }
        }

        if (places.Count == 0)
        {
            return;
        }

        foreach (JsonFind find in JsonPlaceFinder.Find(body, [.. places.Keys]))
        {
            BetaTable.MemberEntry? member = places[find.Place];
            bool harmless = member is not null && find.Member is { } name && body.TryGet(name, out JsonMember value)
                && member.Harmless.Contains(Encoding.UTF8.GetString(body.GetValue(value).Span));
            if (!harmless && member is { Disposition: BetaDisposition.Refuse })
            {
                throw RequestJson.Wrong(find.Place.Text, "is not available on Bedrock: Anthropic's own service has it");
            }

            _cuts.Add(find);
            if (!harmless && !_dropped.Contains(find.Place.Text))
            {
                _dropped.Add(find.Place.Text);
            }
        }
    }

    /// <summary>A body that does not even hold the word is not gone through. A name written with escapes is passed over: nobody writes them so, and Bedrock refuses it all the same.</summary>
    private static bool MayHold(JsonEnvelope body, JsonPlace place) => place.IsTopLevel ? body.TryGet(place.Text, out _) : body.Document.Span.IndexOf(place.Word.Span) >= 0;
}
