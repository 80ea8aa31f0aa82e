using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>Reads the stream of a text family: one block of text. The message ends when a chunk says why; tokens follow from the metrics, or from the chunk itself where there are none.</summary>
internal abstract class TextStreamReader : FamilyStreamReader
{
    private readonly ModelFamily _family;
    private UsageCounter _usage;
    private bool _started;
    private bool _hasText;
    private bool _ended;
    private bool _guardrail;
    private bool _trace;

    /// <summary>Creates a reader.</summary>
    /// <param name="family">The family; it reads a chunk that is a whole answer.</param>
    protected TextStreamReader(ModelFamily family) => _family = family;

    /// <inheritdoc/>
    public sealed override void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        try
        {
            ReadChunk(chunk, sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected($"A chunk of the stream is not one of the family {_family.Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Reads a member of the chunk.</summary>
    /// <param name="reader">Stands on the member's name.</param>
    /// <param name="chunk">What the reader reads.</param>
    /// <param name="piece">What the chunk says so far.</param>
    /// <returns>Whether the member is the family's and its value has been read.</returns>
    protected abstract bool ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> chunk, ref TextChunk piece);

    /// <summary>Adds the blocks that follow the text, before the message ends.</summary>
    /// <param name="reason">Why the chunk says the model stopped.</param>
    /// <param name="hasText">Whether the first block is taken by text.</param>
    /// <param name="sink">Where the events go.</param>
    /// <returns>Why the model stopped.</returns>
    protected virtual StopReason AddBlocks(StopReason reason, bool hasText, ConverseEventSink sink) => reason;

    /// <summary>Moves past a stop reason and maps it; <see langword="null"/> stays so.</summary>
    protected static StopReason? ReadStop(ref Utf8JsonReader reader) => JsonSlice.ReadString(ref reader) is { } word ? StopReasonMap.Map(word) : null;

    private void ReadChunk(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        var piece = default(TextChunk);
        ReadOnlyMemory<byte> metrics = default;
        bool error = false;
        Utf8JsonReader reader = JsonSlice.OpenObject(chunk);
        while (JsonSlice.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("amazon-bedrock-invocationMetrics"u8))
            {
                metrics = JsonSlice.ReadValue(ref reader, chunk);
            }
            else if (reader.ValueTextEquals("amazon-bedrock-guardrailAction"u8))
            {
                reader.Read();
                _guardrail |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("INTERVENED"u8);
            }
            else if (reader.ValueTextEquals("amazon-bedrock-trace"u8))
            {
                _trace = true;
                JsonSlice.SkipValue(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error = reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
            else if (!ReadMember(ref reader, chunk, ref piece))
            {
                JsonSlice.SkipValue(ref reader);
            }
        }

        JsonSlice.Close(ref reader);
        if (error)
        {
            throw new BedrockException(BedrockErrorKind.ModelStreamError, "The model reported an error within its stream.");
        }

        Emit(chunk, in piece, metrics, sink);
    }

    private void Emit(ReadOnlyMemory<byte> chunk, in TextChunk piece, ReadOnlyMemory<byte> metrics, ConverseEventSink sink)
    {
        if (piece.IsWholeAnswer)
        {
            WholeAnswer.Emit(_family.ReadResponse(chunk, default), chunk, sink);
            return;
        }

        if (piece.IsAlternative || piece.IsNote || (!piece.IsKnown && metrics.IsEmpty))
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = chunk });
            return;
        }

        if (!_started)
        {
            _started = true;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart });
        }

        if (!piece.Text.IsEmpty)
        {
            _hasText = true;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.TextDelta, Text = piece.Text });
        }

        _usage.Input = piece.InputTokens ?? _usage.Input;
        _usage.Output = piece.OutputTokens ?? _usage.Output;
        bool ends = !_ended && (piece.Stop is not null || (_guardrail && (piece.IsLast || !metrics.IsEmpty)));
        if (ends)
        {
            _ended = true;
            if (_hasText)
            {
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop });
            }

            StopReason reason = AddBlocks(piece.Stop ?? StopReason.GuardrailIntervened, _hasText, sink);
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = _guardrail ? StopReason.GuardrailIntervened : reason });
        }

        if (!metrics.IsEmpty)
        {
            _usage.ReadMetrics(metrics);
        }

        if (!metrics.IsEmpty || _trace || (ends && _usage.IsKnown))
        {
            _trace = false;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = _usage.ToUsage(), LatencyMilliseconds = _usage.Latency, Raw = chunk });
        }
    }
}
