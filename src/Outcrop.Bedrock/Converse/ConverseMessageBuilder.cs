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
                KeepStart(item.Raw);
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

    /// <summary>What a family's first chunk tells of the whole message: its id, the model's name.</summary>
    private void KeepStart(ReadOnlyMemory<byte> raw)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        try
        {
            KeepStartMembers(raw);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("The first event of the stream is not JSON: " + fault.Message, fault);
        }
    }

    private void KeepStartMembers(ReadOnlyMemory<byte> raw)
    {
        using JsonDocument document = JsonDocument.Parse(raw, ConverseJson.DocumentOptions);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Name is "id" or "model" or "object" or "created" or "system_fingerprint" or "service_tier" or "container" or "context_management"
                && member.Value.ValueKind != JsonValueKind.Null)
            {
                _additional[member.Name] = ConverseJson.Raw(member.Value);
            }
        }
    }

    private void KeepMetadata(ReadOnlyMemory<byte> raw)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(raw, ConverseJson.DocumentOptions);
        foreach (string name in (ReadOnlySpan<string>)["trace", "performanceConfig", "serviceTier", "amazon-bedrock-trace", "amazon-bedrock-guardrailAction", "stop_sequence", "stop_details"])
        {
            if (document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                _additional[name] = ConverseJson.Raw(value);
            }
        }
    }
}
