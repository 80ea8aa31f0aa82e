using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>models</c> section: names that stand for models, for other names, or for targets.</summary>
internal static class ModelsReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    /// <param name="targets">Reads targets.</param>
    public static ModelSettings Read(ConfigurationObject? section, TargetsReader targets)
    {
        if (section is null)
        {
            return new ModelSettings(new Dictionary<string, string>(), new Dictionary<string, ModelRouteSettings>(), null);
        }

        var nodes = new Dictionary<string, ConfigurationNode>(StringComparer.Ordinal);
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        var routes = new Dictionary<string, ModelRouteSettings>(StringComparer.Ordinal);
        foreach ((string name, ConfigurationNode node) in section.Member("aliases").ReadObject()?.Entries() ?? [])
        {
            nodes[name] = node;
            if (name.AsSpan(0, Math.Max(0, name.Length - 1)).Contains('*'))
            {
                node.Fault($"'{name}': a '*' may stand at the end only");
            }

            if (!node.IsString && node.HasValue)
            {
                if (node.ReadObject() is { } written && targets.ReadRoute(written, name) is { } route)
                {
                    routes[name] = route;
                    aliases[name] = route.Targets[0].ModelId;
                }
            }
            else if (node.ReadString() is { Length: > 0 } text)
            {
                aliases[name] = text;
            }
            else
            {
                node.Fault("must be a string that is not empty, or an object with targets");
            }
        }

        ModelRouteSettings? others = section.Member("default").ReadObject() is { } byDefault ? targets.ReadRoute(byDefault, null) : null;
        section.RefuseUnknown();
        CheckModels(nodes, aliases);
        FollowChains(nodes, aliases, routes);
        CheckFallbacks(nodes, aliases, routes);
        return new ModelSettings(aliases, routes, others);
    }

    /// <summary>What stands for no other name must be a model.</summary>
    private static void CheckModels(Dictionary<string, ConfigurationNode> nodes, Dictionary<string, string> aliases)
    {
        foreach ((string name, ConfigurationNode node) in nodes)
        {
            // A name may stand for itself: that lists it.
            if (!node.IsString || !aliases.TryGetValue(name, out string? model) || (model != name && aliases.ContainsKey(model)))
            {
                continue;
            }

            if (ModelTexts.FaultOf(model, name) is { } fault)
            {
                node.Fault(fault + Meant());
            }
            else if (!model.Contains('*') && ModelId.Parse(model).Kind == ModelIdKind.Unknown)
            {
                node.Warn($"'{model}' is neither one of the aliases nor an id of Bedrock's{Meant()}");
            }

            // Only of a text that is wrong: it is compared with every other name.
            string Meant() => NearestName.Find(model, aliases.Keys.Where(other => other != name)) is { } meant ? $"; did you mean '{meant}'?" : "";
        }
    }

    /// <summary>Puts what the end of a chain stands for in the place of each of its names.</summary>
    private static void FollowChains(Dictionary<string, ConfigurationNode> nodes, Dictionary<string, string> aliases, Dictionary<string, ModelRouteSettings> routes)
    {
        foreach (string name in (string[])[.. aliases.Keys])
        {
            var chain = new List<string> { name };
            string last = name;

            // A name may stand for itself: that lists it.
            while (!routes.ContainsKey(last) && aliases[last] is { } next && next != last && aliases.ContainsKey(next))
            {
                chain.Add(next);
                if (chain.IndexOf(next) < chain.Count - 1)
                {
                    // Each name of the circle would tell of it; one is enough.
                    if (chain.IndexOf(next) == 0 && chain.TrueForAll(other => string.CompareOrdinal(name, other) <= 0))
                    {
                        nodes[name].Fault($"the names stand for each other: {string.Join(" → ", chain)}");
                    }

                    break;
                }

                last = next;
            }

            if (routes.TryGetValue(last, out ModelRouteSettings? route))
            {
                routes[name] = route;
            }

            aliases[name] = aliases[last];
        }
    }

    private static void CheckFallbacks(Dictionary<string, ConfigurationNode> nodes, Dictionary<string, string> aliases, Dictionary<string, ModelRouteSettings> routes)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, ConfigurationNode node) in nodes)
        {
            if (node.IsString || !routes.TryGetValue(name, out ModelRouteSettings? route))
            {
                continue;
            }

            ConfigurationNode fallbacks = node.ReadObject()!.Member("fallbacks");
            foreach (string fallback in route.Fallbacks)
            {
                if (!aliases.ContainsKey(fallback) && (!ModelRouter.IsModelId(fallback) || ModelId.Parse(fallback).Kind == ModelIdKind.Unknown))
                {
                    fallbacks.Fault($"'{fallback}' is neither one of the aliases nor a model id{(NearestName.Find(fallback, aliases.Keys) is { } near ? $"; did you mean '{near}'?" : "")}");
                }
            }

            // Each name of a circle would tell of it; the first one does.
            if (FindCircle(name, routes) is { } circle && told.Add(string.Join('\n', circle.Select(one => OwnerOf(routes, one)).Distinct().Order(StringComparer.Ordinal))))
            {
                fallbacks.Fault($"the fallbacks go round: {string.Join(" → ", circle)}");
            }
        }
    }

    /// <summary>The first of the names that share a route.</summary>
    private static string OwnerOf(Dictionary<string, ModelRouteSettings> routes, string name) => routes.First(pair => ReferenceEquals(pair.Value, routes[name])).Key;

    /// <summary>The way from a name back to itself; <see langword="null"/> when there is none. Circles that it only leads into are their own names' to tell.</summary>
    private static List<string>? FindCircle(string start, Dictionary<string, ModelRouteSettings> routes)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out string? name))
        {
            foreach (string next in routes.TryGetValue(name, out ModelRouteSettings? route) ? route.Fallbacks : [])
            {
                // Another name for the start leads to it as well.
                if (next == start || (routes.TryGetValue(next, out ModelRouteSettings? following) && ReferenceEquals(following, routes[start])))
                {
                    List<string> way = next == start ? [start] : [next, start];
                    for (string step = name; step != start; step = cameFrom[step])
                    {
                        way.Insert(0, step);
                    }

                    return [start, .. way];
                }

                if (cameFrom.TryAdd(next, name))
                {
                    open.Enqueue(next);
                }
            }
        }

        return null;
    }
}
