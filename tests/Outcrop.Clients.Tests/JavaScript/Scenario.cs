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
    internal string ToJson() =>
        new JsonObject { ["client"] = Client, ["scenario"] = Name, ["model"] = ModelId, ["prompt"] = Prompt }.ToJsonString(JsonSerializerOptions.Default);
}
