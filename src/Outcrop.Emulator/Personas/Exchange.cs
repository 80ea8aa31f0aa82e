using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Guardrails;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>A request that was understood and its answer, on the way to being written. Not thread-safe.</summary>
internal sealed class Exchange(EmulatorCall call, ResolvedModel model, Prompt prompt, Answer answer)
{
    public ResolvedModel Model { get; } = model;

    public Prompt Prompt { get; } = prompt;

    public Answer Answer { get; } = answer;

    public Random Random => call.Random;

    /// <summary>The guardrail around the call, if there is one.</summary>
    public GuardrailSession? Guardrail { get; init; }

    /// <summary>What came from the prompt cache and went into it.</summary>
    public CacheUse Cache { get; init; }

    /// <summary>Whether chunks end with Bedrock's own metrics, as InvokeModel's do and those of other surfaces do not.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>Whether a guardrail stood in front of the model: then nothing was counted.</summary>
    public bool Blocked => Guardrail is { InputBlocked: true };

    /// <summary>As AWS counts: without what the cache read or wrote.</summary>
    public int InputTokens => Blocked ? 0 : Prompt.InputTokens - Cache.Read - Cache.Write;

    public int TotalTokens => InputTokens + Cache.Read + Cache.Write + OutputTokens;

    public int OutputTokens => Answer.OutputTokens;

    public long LatencyMilliseconds => call.ElapsedMilliseconds;

    /// <summary>When the first content went out.</summary>
    public long FirstByteMilliseconds { get; set; }

    public long UnixSeconds => call.State.Clock.GetUtcNow().ToUnixTimeSeconds();

    public void WritePadding(Utf8JsonWriter json) => Padding.Write(json, Random);

    /// <summary>Adds what stands at the end of a family's last chunk: the invocation metrics, and what a guardrail did.</summary>
    public void WriteMetrics(Utf8JsonWriter json)
    {
        if (Metrics && !Blocked && call.Script?.OmitMetadata != true)
        {
            json.WriteStartObject("amazon-bedrock-invocationMetrics"u8);
            json.WriteNumber("inputTokenCount"u8, InputTokens);
            json.WriteNumber("outputTokenCount"u8, OutputTokens);
            json.WriteNumber("invocationLatency"u8, LatencyMilliseconds);
            json.WriteNumber("firstByteLatency"u8, FirstByteMilliseconds);
            if (Model.Line.Caching)
            {
                json.WriteNumber("cacheReadInputTokenCount"u8, Cache.Read);
                json.WriteNumber("cacheWriteInputTokenCount"u8, Cache.Write);
            }

            json.WriteEndObject();
        }

        Guardrail?.WriteInvokeMembers(json);
    }
}
