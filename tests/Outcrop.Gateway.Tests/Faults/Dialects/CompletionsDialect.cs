using System.Text.Json;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>OpenAI's older Completions.</summary>
public sealed class CompletionsDialect : OpenAIDialect
{
    public override string Name => "completions";

    public override string Path(bool streamed, string? model = null) => "/v1/completions";

    public override string Body(bool streamed, string text = "Hello") => $$"""{"model":"{{Nova}}","stream":{{(streamed ? "true" : "false")}},"max_tokens":200,"prompt":"{{text}}"}""";

    protected override FaultReading ReadStream(FaultAnswer answer)
    {
        JsonElement[] events = [.. EventsOf(answer.Text)];
        bool isFinished = answer.Text.Contains("[DONE]", StringComparison.Ordinal) || Array.Exists(events, static item => TextAt(item, "choices", "finish_reason") is not null);
        return new FaultReading(string.Concat(events.Select(static item => TextAt(item, "choices", "text"))), isFinished, ErrorAmong(events));
    }

    protected override FaultReading ReadWhole(JsonElement answer) => new(TextAt(answer, "choices", "text") ?? "", TextAt(answer, "choices", "finish_reason") is not null, null);
}
