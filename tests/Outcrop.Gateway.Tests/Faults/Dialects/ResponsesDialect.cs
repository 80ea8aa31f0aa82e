using System.Text.Json;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>OpenAI's Responses.</summary>
public sealed class ResponsesDialect : OpenAIDialect
{
    public override string Name => "responses";

    public override string Finish => "response.completed";

    public override string Path(bool streamed, string? model = null) => "/v1/responses";

    public override string Body(bool streamed, string text = "Hello") => $$"""{"model":"{{Nova}}","stream":{{(streamed ? "true" : "false")}},"max_output_tokens":200,"input":"{{text}}"}""";

    /// <summary>The error at the top of its own event, and the same in the member that OpenAI's clients read.</summary>
    public override string MarkOf(FaultKind kind) => ErrorOf(kind).Error is var words && words.EndsWith('/') ? words + words[..^1] : words;

    protected override FaultReading ReadStream(FaultAnswer answer)
    {
        JsonElement[] events = [.. EventsOf(answer.Text)];
        bool isFinished = Array.Exists(events, static item => TextAt(item, "type") is "response.completed" or "response.incomplete");
        string? error = events.Length > 0 && TextAt(events[^1], "type") == "error" ? ErrorAmong(events) : null;
        Assert.True(error is null || TextAt(events[^1], "code") == error.Split('/')[1], answer.Text);
        return new FaultReading(string.Concat(events.Where(static item => TextAt(item, "type") == "response.output_text.delta").Select(static item => TextAt(item, "delta"))), isFinished, error);
    }

    protected override FaultReading ReadWhole(JsonElement answer) =>
        new(TextAt(answer.GetProperty("output")[0], "content", "text") ?? "", TextAt(answer, "status") == "completed", null);
}
