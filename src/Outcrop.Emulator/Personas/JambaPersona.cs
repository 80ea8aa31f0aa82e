namespace Outcrop.Emulator.Personas;

/// <summary>AI21 Jamba: usage in every chunk, the stop token's number, and the metrics in a chunk of their own. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html.</summary>
internal sealed class JambaPersona : OpenAIPersona
{
    public override string Family => "ai21-jamba";

    protected override bool NamesKind => false;

    protected override bool UsageInChunks => true;

    protected override int? StopToken => 518;

    protected override string[]? Keys { get; } =
    [
        "messages", "max_tokens", "temperature", "top_p", "stop", "n", "frequency_penalty", "presence_penalty", "tools", "documents", "response_format", "amazon-bedrock-guardrailConfig",
    ];
}
