using System.Text.Json;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>OpenAI's Chat Completions, over Converse or over InvokeModel.</summary>
public class ChatDialect : OpenAIDialect
{
    public override string Name => "chat";

    protected virtual string Model => Nova;

    public override string Path(bool streamed, string? model = null) => "/v1/chat/completions";

    public override string Body(bool streamed, string text = "Hello") =>
        $$"""{"model":"{{Model}}","stream":{{(streamed ? "true" : "false")}},"max_tokens":200,"messages":[{"role":"user","content":"{{text}}"}]}""";

    protected override FaultReading ReadStream(FaultAnswer answer)
    {
        JsonElement[] events = [.. EventsOf(answer.Text)];
        bool isFinished = answer.Text.Contains("[DONE]", StringComparison.Ordinal) || Array.Exists(events, static item => TextAt(item, "choices", "finish_reason") is not null);
        return new FaultReading(string.Concat(events.Select(static item => TextAt(item, "choices", "delta", "content"))), isFinished, ErrorAmong(events));
    }

    protected override FaultReading ReadWhole(JsonElement answer) =>
        new(TextAt(answer, "choices", "message", "content") ?? "", TextAt(answer, "choices", "finish_reason") is not null, null);
}

/// <inheritdoc/>
public sealed class ChatByInvokeDialect : ChatDialect
{
    public override string Name => "chat by InvokeModel";

    public override bool IsInvoke => true;

    protected override string Model => "by-invoke";
}
