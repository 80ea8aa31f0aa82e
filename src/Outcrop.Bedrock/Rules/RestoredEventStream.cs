using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Rules;

/// <summary>A stream whose tool names are given back as the caller knows them, and in which the arguments of the answer's tool are text. Made only for requests that need it; text passes through as it is. Not thread-safe.</summary>
/// <param name="source">The stream as it comes; owned.</param>
/// <param name="changes">What is to be undone.</param>
internal sealed class RestoredEventStream(ConverseEventStream source, AnswerChanges changes) : ConverseEventStream
{
    private static readonly byte[] s_emptyObject = "{}"u8.ToArray();
    private readonly ConverseEventSink _sink = new();
    private readonly HashSet<int> _suppressed = [];
    private int? _answerBlock;
    private bool _begun;
    private bool _answered;
    private bool _empty;
    private bool _calls;

    /// <inheritdoc/>
    public override bool IsSynthesized => source.IsSynthesized;

    /// <inheritdoc/>
    public override PartialUsage? UsageSoFar => source.UsageSoFar;

    /// <inheritdoc/>
    public override ReadOnlySpan<ConverseEvent> Events
    {
        get
        {
            // The events that came with the opening are restored when first asked for.
            if (!_begun)
            {
                Restore();
            }

            return _sink.Events;
        }
    }

    /// <inheritdoc/>
    public override bool TryReadBuffered()
    {
        bool read = source.TryReadBuffered();
        Restore();
        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        bool read = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        Restore();
        return read;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private void Restore()
    {
        _begun = true;
        _sink.Clear();
        foreach (ref readonly ConverseEvent item in source.Events)
        {
            Restore(in item);
        }
    }

    private void Restore(in ConverseEvent item)
    {
        switch (item.Kind)
        {
            case ConverseEventKind.ToolUseStart:
                Begin(in item);
                break;
            case ConverseEventKind.ToolInputDelta when item.BlockIndex == _answerBlock:
                _empty &= item.Text.IsEmpty;
                _sink.Add(item with { Kind = ConverseEventKind.TextDelta });
                break;
            case ConverseEventKind.ToolInputDelta when _suppressed.Contains(item.BlockIndex):
                break;
            case ConverseEventKind.TextDelta or ConverseEventKind.OtherDelta when changes.OnlyAnswerTool && changes.AnswerTool is not null:
                break;
            case ConverseEventKind.ContentBlockStop when item.BlockIndex == _answerBlock:
                if (_empty)
                {
                    _sink.Add(new ConverseEvent { Kind = ConverseEventKind.TextDelta, BlockIndex = item.BlockIndex, Text = new JsonText(s_emptyObject, false) });
                }

                _answerBlock = null;
                _sink.Add(in item);
                break;
            case ConverseEventKind.ContentBlockStop when _suppressed.Remove(item.BlockIndex):
                break;
            case ConverseEventKind.MessageStop:
                _sink.Add(item with { StopReason = AnswerChanges.StopOf(item.StopReason, _answered && !_calls) });
                break;
            case ConverseEventKind.Unknown or ConverseEventKind.MessageStart or ConverseEventKind.OtherBlockStart or ConverseEventKind.TextDelta or ConverseEventKind.ToolInputDelta
                or ConverseEventKind.ReasoningTextDelta or ConverseEventKind.ReasoningSignatureDelta or ConverseEventKind.RedactedReasoningDelta or ConverseEventKind.OtherDelta
                or ConverseEventKind.ContentBlockStop or ConverseEventKind.Metadata:
                _sink.Add(in item);
                break;
            default:
                throw new InvalidOperationException($"An event of kind {item.Kind} cannot be restored.");
        }
    }

    private void Begin(in ConverseEvent item)
    {
        string name = ConverseJson.Decode(item.ToolName);
        if (changes.AnswerTool is not null && name == changes.AnswerTool)
        {
            // A second answer beside the first would make both unreadable.
            if (_answered)
            {
                _suppressed.Add(item.BlockIndex);
            }
            else
            {
                _answerBlock = item.BlockIndex;
                _answered = true;
                _empty = true;
            }

            return;
        }

        _calls |= item.ToolUseType.IsEmpty || ConverseJson.Decode(item.ToolUseType) != "server_tool_use";
        string id = ConverseJson.Decode(item.ToolUseId);
        _sink.Add(item with
        {
            ToolName = Restored(item.ToolName, name, changes.Names.Given(name)),
            ToolUseId = Restored(item.ToolUseId, id, changes.Ids.Given(id)),
        });
    }

    private static JsonText Restored(JsonText came, string name, string given) => ReferenceEquals(name, given) ? came : JsonTexts.Quote(given);
}
