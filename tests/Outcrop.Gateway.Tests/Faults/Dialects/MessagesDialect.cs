using System.Text.Json;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>Anthropic's Messages: of another's model, or of Claude, whose bytes are passed on.</summary>
public class MessagesDialect : FaultDialect
{
    public override string Name => "messages";

    public override string FrontEnd => "anthropic";

    public override string Finish => "message_stop";

    protected virtual string Model => Nova;

    public override string Path(bool streamed, string? model = null) => "/v1/messages";

    public override string Body(bool streamed, string text = "Hello") =>
        $$"""{"model":"{{Model}}","stream":{{(streamed ? "true" : "false")}},"max_tokens":200,"messages":[{"role":"user","content":"{{text}}"}]}""";

    public override (int Status, string Error) ErrorOf(FaultKind kind) => kind switch
    {
        FaultKind.Throttled => (429, "rate_limit_error"),
        FaultKind.ThrottledEverywhere or FaultKind.Unavailable or FaultKind.ServiceFailed or FaultKind.ShuttingDown => (529, "overloaded_error"),
        FaultKind.Timeout => (504, "timeout_error"),
        FaultKind.ModelFailed or FaultKind.ModelStreamFailed or FaultKind.Unknown or FaultKind.Broken or FaultKind.Credentials => (500, "api_error"),
        FaultKind.Invalid => (400, "invalid_request_error"),
        FaultKind.InvalidKey => (401, "authentication_error"),
        FaultKind.TooLarge => (413, "request_too_large"),
        FaultKind.RequestTimeout => (408, "timeout_error"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public override string MarkOf(FaultKind kind) => ErrorOf(kind).Error;

    public override string ReadError(FaultAnswer answer)
    {
        JsonElement error = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal("error", TextAt(error, "type"));
        Assert.NotEmpty(TextAt(error, "request_id")!);
        return TextAt(error, "error", "type")!;
    }

    protected override FaultReading ReadStream(FaultAnswer answer)
    {
        JsonElement[] events = [.. EventsOf(answer.Text)];
        bool isFinished = Array.Exists(events, static item => TextAt(item, "type") == "message_stop");
        string? error = events.Length > 0 && TextAt(events[^1], "type") == "error" ? TextAt(events[^1], "error", "type") : null;
        return new FaultReading(string.Concat(events.Select(static item => TextAt(item, "delta", "text"))), isFinished, error);
    }

    protected override FaultReading ReadWhole(JsonElement answer) => new(TextAt(answer, "content", "text") ?? "", TextAt(answer, "stop_reason") is not null, null);
}

/// <inheritdoc/>
public sealed class ClaudeMessagesDialect : MessagesDialect
{
    public override string Name => "messages of Claude";

    public override bool IsInvoke => true;

    public override bool PassesBodies => true;

    protected override string Model => Claude;
}
