using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>The stream of a model that cannot stream, made from its whole answer.</summary>
internal sealed class SynthesizedEventStream : ConverseEventStream
{
    private readonly ConverseEventSink _sink = new();

    public SynthesizedEventStream(ConverseResponse response)
    {
        _sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart });
        for (int i = 0; i < response.Message.Content.Count; i++)
        {
            AddBlock(response.Message.Content[i], i);
            _sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = i });
        }

        response.AdditionalMembers.TryGetValue("additionalModelResponseFields", out RawJson fields);
        _sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = response.StopReason, Raw = fields.Utf8 });
        _sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = response.Usage, LatencyMilliseconds = response.LatencyMilliseconds, Raw = MetadataOf(response) });
    }

    /// <inheritdoc/>
    public override bool IsSynthesized => true;

    /// <inheritdoc/>
    public override ReadOnlySpan<ConverseEvent> Events => _sink.Events;

    /// <inheritdoc/>
    public override bool TryReadBuffered()
    {
        _sink.Clear();
        return false;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(TryReadBuffered());

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void AddBlock(ContentBlock block, int index)
    {
        switch (block)
        {
            case TextBlock text:
                Add(ConverseEventKind.TextDelta, index, text.Text);
                break;
            case CitationsBlock cited:
                // As in a real stream, a citation comes before the text it covers.
                AddCitations(cited, index);
                Add(ConverseEventKind.TextDelta, index, cited.Text);
                break;
            case ReasoningBlock reasoning:
                Add(ConverseEventKind.ReasoningTextDelta, index, reasoning.Text);
                if (reasoning.Signature is not null)
                {
                    Add(ConverseEventKind.ReasoningSignatureDelta, index, reasoning.Signature);
                }

                break;
            case RedactedReasoningBlock redacted:
                Add(ConverseEventKind.RedactedReasoningDelta, index, redacted.Base64);
                break;
            case ToolUseBlock tool:
                _sink.Add(new ConverseEvent
                {
                    Kind = ConverseEventKind.ToolUseStart,
                    BlockIndex = index,
                    ToolUseId = JsonTexts.Quote(tool.ToolUseId),
                    ToolName = JsonTexts.Quote(tool.Name),
                    ToolUseType = tool.Type is { } type ? JsonTexts.Quote(type) : default,
                });
                Add(ConverseEventKind.ToolInputDelta, index, tool.Input.ToString());
                break;
            case UnknownBlock unknown:
                _sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = unknown.Value.Utf8 });
                break;
            case ToolResultBlock or ImageBlock or DocumentBlock or VideoBlock or AudioBlock or SearchResultBlock or GuardContentBlock or CachePointBlock or JsonBlock:
                _sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = block.ToJson().Utf8 });
                break;
            default:
                throw new InvalidOperationException($"An answer cannot hold a block of type {block.GetType().Name}.");
        }
    }

    private void AddCitations(CitationsBlock cited, int index)
    {
        if (cited.Citations.IsEmpty)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(cited.Citations.Utf8, ConverseJson.DocumentOptions);
        foreach (JsonElement citation in document.RootElement.EnumerateArray())
        {
            ReadOnlyMemory<byte> raw = Object(writer => ConverseJson.WriteRaw(writer, "citation", ConverseJson.Raw(citation)));
            _sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = raw });
        }
    }

    private void Add(ConverseEventKind kind, int index, string text) =>
        _sink.Add(new ConverseEvent { Kind = kind, BlockIndex = index, Text = JsonTexts.Quote(text) });

    /// <summary>The members of the answer that a stream tells in its last event, such as <c>trace</c>; empty when there are none.</summary>
    private static ReadOnlyMemory<byte> MetadataOf(ConverseResponse response)
    {
        KeyValuePair<string, RawJson>[] members = [.. response.AdditionalMembers.Where(static member => member.Key != "additionalModelResponseFields")];
        return members.Length == 0 ? default : Object(writer =>
        {
            foreach ((string name, RawJson value) in members)
            {
                ConverseJson.WriteRaw(writer, name, value);
            }
        });
    }

    private static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
