using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Puts the events of a stream together to the answer that the whole call would have given. Copies what it keeps. Not thread-safe.</summary>
internal sealed class ConverseMessageBuilder
{
    private readonly List<StreamedBlock> _blocks = [];
    private readonly Dictionary<int, StreamedBlock> _open = [];
    private readonly Dictionary<string, RawJson> _additional = new(StringComparer.Ordinal);
    private StopReason? _stopReason;
    private TokenUsage? _usage;
    private long? _latency;

    /// <summary>Whether the message has ended properly.</summary>
    public bool IsComplete => _stopReason is not null;

    /// <summary>How many events no version knew.</summary>
    public int UnknownEvents { get; private set; }

    /// <summary>Takes the events of one frame.</summary>
    public void Add(ReadOnlySpan<ConverseEvent> events)
    {
        foreach (ref readonly ConverseEvent item in events)
        {
            Add(in item);
        }
    }

    /// <summary>Takes one event.</summary>
    public void Add(in ConverseEvent item)
    {
        switch (item.Kind)
        {
            case ConverseEventKind.MessageStart:
                break;
            case ConverseEventKind.ToolUseStart or ConverseEventKind.OtherBlockStart:
                Open(in item);
                break;
            case ConverseEventKind.TextDelta or ConverseEventKind.ToolInputDelta or ConverseEventKind.ReasoningTextDelta
                or ConverseEventKind.ReasoningSignatureDelta or ConverseEventKind.RedactedReasoningDelta or ConverseEventKind.OtherDelta:
                BlockFor(in item).Append(in item);
                break;
            case ConverseEventKind.ContentBlockStop:
                _open.Remove(item.BlockIndex);
                break;
            case ConverseEventKind.MessageStop:
                _stopReason = item.StopReason;
                if (!item.Raw.IsEmpty)
                {
                    _additional["additionalModelResponseFields"] = new RawJson(item.Raw).ToOwned();
                }

                break;
            case ConverseEventKind.Metadata:
                _usage = item.Usage ?? _usage;
                _latency = item.LatencyMilliseconds ?? _latency;
                KeepMetadata(item.Raw);
                break;
            case ConverseEventKind.Unknown:
                UnknownEvents++;
                break;
            default:
                throw new InvalidOperationException($"An event of kind {item.Kind} cannot be accumulated.");
        }
    }

    /// <summary>The answer.</summary>
    /// <param name="requestId">The <c>x-amzn-RequestId</c>.</param>
    /// <exception cref="InvalidOperationException">The message has not ended.</exception>
    public ConverseResponse Build(string? requestId = null)
    {
        return new ConverseResponse
        {
            StopReason = _stopReason ?? throw new InvalidOperationException("The message has not ended."),
            Message = BuildMessage(),
            Usage = _usage,
            LatencyMilliseconds = _latency,
            RequestId = requestId,
            AdditionalMembers = _additional,
        };
    }

    /// <summary>What has come of the message so far; of a stream that broke it is all there is.</summary>
    public Message BuildMessage()
    {
        var content = new List<ContentBlock>(_blocks.Count);
        foreach (StreamedBlock block in _blocks)
        {
            if (block.Build() is { } built)
            {
                content.Add(built);
            }
        }

        return new Message(ConversationRole.Assistant, content);
    }

    private StreamedBlock Open(in ConverseEvent start)
    {
        var block = new StreamedBlock(in start);
        _blocks.Add(block);
        _open[start.BlockIndex] = block;
        return block;
    }

    /// <summary>A delta of another kind than the open block's begins a block of its own: some models reuse an index.</summary>
    private StreamedBlock BlockFor(in ConverseEvent delta) =>
        _open.TryGetValue(delta.BlockIndex, out StreamedBlock? block) && block.Takes(delta.Kind) ? block : Open(in delta);

    private void KeepMetadata(ReadOnlyMemory<byte> raw)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(raw, ConverseJson.DocumentOptions);
        foreach (string name in (ReadOnlySpan<string>)["trace", "performanceConfig", "serviceTier", "amazon-bedrock-trace", "amazon-bedrock-guardrailAction"])
        {
            if (document.RootElement.TryGetProperty(name, out JsonElement value))
            {
                _additional[name] = ConverseJson.Raw(value);
            }
        }
    }
}
