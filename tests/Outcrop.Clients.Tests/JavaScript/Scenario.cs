using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>One scenario with one client; the shape is documented in <c>node/scenario.mjs</c>.</summary>
/// <param name="Client">The module in <c>node/clients</c>.</param>
/// <param name="Name">The scenario.</param>
/// <param name="ModelId">The model.</param>
/// <param name="Prompt">What the user says.</param>
internal sealed record Scenario(string Client, string Name, string ModelId, string Prompt = "Name three gemstones.")
{
    /// <summary>How often the client may try again; its own default unless set.</summary>
    internal int? Retries { get; init; }

    /// <summary>How many turns a conversation has; two unless set.</summary>
    internal int? Turns { get; init; }

    /// <summary>How long a long prompt is.</summary>
    internal int? Bytes { get; init; }

    /// <summary>What a scenario of many calls goes through.</summary>
    internal JsonArray? Items { get; init; }

    internal string ToJson()
    {
        var plan = new JsonObject { ["client"] = Client, ["scenario"] = Name, ["model"] = ModelId, ["prompt"] = Prompt };
        foreach ((string name, int? number) in (ReadOnlySpan<(string, int?)>)[("retries", Retries), ("turns", Turns), ("bytes", Bytes)])
        {
            if (number is { } value)
            {
                plan[name] = value;
            }
        }

        if (Items is not null)
        {
            plan["items"] = Items.DeepClone();
        }

        return plan.ToJsonString(JsonSerializerOptions.Default);
    }
}
