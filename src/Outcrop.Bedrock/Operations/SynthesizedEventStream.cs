using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Operations;

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

        _sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = response.StopReason });
        _sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = response.Usage });
    }

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
                _sink.Add(new ConverseEvent { Kind = ConverseEventKind.ToolUseStart, BlockIndex = index, ToolUseId = Quote(tool.ToolUseId), ToolName = Quote(tool.Name) });
                Add(ConverseEventKind.ToolInputDelta, index, tool.Input.ToString());
                break;
            case UnknownBlock unknown:
                _sink.Add(new ConverseEvent { Kind = ConverseEventKind.OtherDelta, BlockIndex = index, Raw = unknown.Value.Utf8 });
                break;
            default:
                throw new InvalidOperationException($"An answer cannot hold a block of type {block.GetType().Name}.");
        }
    }

    private void Add(ConverseEventKind kind, int index, string text) =>
        _sink.Add(new ConverseEvent { Kind = kind, BlockIndex = index, Text = Quote(text) });

    private static JsonText Quote(string text)
    {
        byte[] escaped = JsonEncodedText.Encode(text).EncodedUtf8Bytes.ToArray();
        return new JsonText(escaped, escaped.AsSpan().Contains((byte)'\\'));
    }
}
