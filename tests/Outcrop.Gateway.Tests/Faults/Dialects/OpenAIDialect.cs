using System.Text.Json;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>What OpenAI's dialects have in common: their errors.</summary>
public abstract class OpenAIDialect : FaultDialect
{
    public override string FrontEnd => "openai";

    public override string Finish => "[DONE]";

    public override (int Status, string Error) ErrorOf(FaultKind kind) => kind switch
    {
        FaultKind.Throttled or FaultKind.ThrottledEverywhere => (429, "rate_limit_error/rate_limit_exceeded"),
        FaultKind.Unavailable or FaultKind.ServiceFailed => (503, "server_error/upstream_unavailable"),
        FaultKind.ShuttingDown => (503, "server_error/shutting_down"),
        FaultKind.Timeout => (504, "server_error/timeout"),
        FaultKind.ModelFailed or FaultKind.ModelStreamFailed => (502, "server_error/model_error"),
        FaultKind.Unknown or FaultKind.Broken => (502, "server_error/upstream_broken"),
        FaultKind.Credentials => (502, "server_error/upstream_auth"),
        FaultKind.Invalid => (400, "invalid_request_error/"),
        FaultKind.InvalidKey => (401, "invalid_request_error/invalid_api_key"),
        FaultKind.TooLarge => (413, "invalid_request_error/request_too_large"),
        FaultKind.RequestTimeout => (408, "invalid_request_error/request_timeout"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public override string MarkOf(FaultKind kind) => ErrorOf(kind).Error;

    public override string ReadError(FaultAnswer answer) => Words(JsonDocument.Parse(answer.Body).RootElement.GetProperty("error"));

    protected static string Words(JsonElement error) => $"{TextAt(error, "type")}/{TextAt(error, "code")}";

    /// <summary>The error of an event, where it is one.</summary>
    protected static string? ErrorAmong(IEnumerable<JsonElement> events)
    {
        JsonElement last = events.LastOrDefault();
        return last.ValueKind == JsonValueKind.Object && last.TryGetProperty("error", out JsonElement error) ? Words(error) : null;
    }
}
