using System.Text.Json;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>An error as the application catches it, with the last one below it where a client wraps what its retries met.</summary>
internal sealed class ScenarioError(JsonElement error)
{
    /// <summary>The names of its class and of all classes above, the nearest first.</summary>
    internal IReadOnlyList<string> Classes => [.. error.GetProperty("classes").EnumerateArray().Select(static name => name.GetString()!)];

    internal string Name => error.GetProperty("name").GetString() ?? "";

    internal string Message => error.GetProperty("message").GetString()!;

    /// <summary>The HTTP status it tells, its own or that of the error below it.</summary>
    internal int? Status => error.GetProperty("status").ValueKind == JsonValueKind.Number ? error.GetProperty("status").GetInt32() : Cause?.Status;

    internal ScenarioError? Cause => error.GetProperty("cause").ValueKind == JsonValueKind.Object ? new ScenarioError(error.GetProperty("cause")) : null;

    public override string ToString() => error.GetRawText();
}
