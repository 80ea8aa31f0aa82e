using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>What one client process does; the shape is documented in <c>node/run.mjs</c>.</summary>
internal sealed record SdkPlan(params IReadOnlyList<SdkCall> Calls)
{
    /// <summary>True for the HTTP/1.1 handler; false for the one that the SDK ships as its default (HTTP/2, prior knowledge).</summary>
    internal bool Http1 { get; init; }

    /// <summary>All calls at once on one client.</summary>
    internal bool Concurrent { get; init; }

    /// <summary>The input of an AssumeRole whose credentials the calls then use.</summary>
    internal string? AssumeRole { get; init; }

    internal string ToJson()
    {
        JsonArray calls = [];
        foreach (SdkCall call in Calls)
        {
            JsonObject item = new() { ["operation"] = call.Operation, ["input"] = JsonNode.Parse(call.Input) };
            if (call.AbortAfterEvents is int count)
            {
                item["abortAfterEvents"] = count;
            }

            calls.Add(item);
        }

        JsonObject plan = new()
        {
            ["handler"] = Http1 ? "http1" : "default",
            ["concurrent"] = Concurrent,
            ["assumeRole"] = AssumeRole is null ? null : JsonNode.Parse(AssumeRole),
            ["calls"] = calls,
        };
        return plan.ToJsonString(JsonSerializerOptions.Default);
    }
}
