using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
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

    public int InputTokens => Prompt.InputTokens;

    public int OutputTokens => Answer.OutputTokens;

    public long LatencyMilliseconds => call.ElapsedMilliseconds;

    /// <summary>When the first content went out.</summary>
    public long FirstByteMilliseconds { get; set; }

    public long UnixSeconds => call.State.Clock.GetUtcNow().ToUnixTimeSeconds();

    public void WritePadding(Utf8JsonWriter json) => Padding.Write(json, Random);

    /// <summary>Adds the invocation metrics to the object being written: the family's last chunk.</summary>
    public void WriteMetrics(Utf8JsonWriter json)
    {
        if (call.Script?.OmitMetadata == true)
        {
            return;
        }

        json.WriteStartObject("amazon-bedrock-invocationMetrics"u8);
        json.WriteNumber("inputTokenCount"u8, InputTokens);
        json.WriteNumber("outputTokenCount"u8, OutputTokens);
        json.WriteNumber("invocationLatency"u8, LatencyMilliseconds);
        json.WriteNumber("firstByteLatency"u8, FirstByteMilliseconds);
        if (Model.Line.Caching)
        {
            json.WriteNumber("cacheReadInputTokenCount"u8, 0);
            json.WriteNumber("cacheWriteInputTokenCount"u8, 0);
        }

        json.WriteEndObject();
    }
}
