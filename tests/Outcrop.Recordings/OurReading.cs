using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Wire.EventStream;

namespace Outcrop.Recordings;

/// <summary>Reads a recording's bytes the way the client does.</summary>
internal static class OurReading
{
    /// <summary>Reads an error response.</summary>
    public static Answer ReadError(Recording recording) => FromError(ErrorReader.FromResponse(
        recording.Status, recording.Header("x-amzn-ErrorType"), recording.Header("Content-Type"), recording.Body, recording.Header("x-amzn-RequestId")));

    /// <summary>Reads a whole answer.</summary>
    public static Answer ReadWhole(Recording recording) => FromResponse(ReadResponse(recording));

    /// <summary>The first value of an answer that its neutral form does not hold; <see langword="null"/> when it holds all of them.</summary>
    public static string? FirstLost(Recording recording)
    {
        var members = new ResponseMembers();
        if (EmbeddingCheck.Applies(recording))
        {
            EmbeddingCheck.AddTo(members, recording);
            return members.FirstLost(recording.BodyJson);
        }

        if (OtherAnswers.IsRerank(recording))
        {
            OtherAnswers.AddRerankTo(members, recording);
            return members.FirstLost(recording.BodyJson);
        }

        if (!recording.IsEventStream)
        {
            members.Add(ReadResponse(recording));
            return members.FirstLost(recording.BodyJson);
        }

        using var decoder = new EventStreamDecoder();
        using InvokeChunkReader? chunks = recording.Operation == "ConverseStream" ? null : new InvokeChunkReader(FamilyOf(recording).CreateStreamReader());
        var state = new StreamState(chunks) { Members = members };
        decoder.Append(recording.Body);
        while (decoder.TryRead(out EventStreamFrame frame))
        {
            state.Take(in frame);
        }

        if (state.Build() is not { } answer)
        {
            // A recording that itself breaks off: there is no answer to hold anything.
            return null;
        }

        members.Add(answer);
        foreach (System.Text.Json.JsonElement frame in recording.Events.EnumerateArray())
        {
            if (frame.TryGetProperty(chunks is null ? "payload" : "chunk", out System.Text.Json.JsonElement payload) && members.FirstLost(payload) is { } lost)
            {
                return lost;
            }
        }

        return null;
    }

    private static ConverseResponse ReadResponse(Recording recording) => recording.Operation == "Converse"
        ? ConverseResponseReader.Read(recording.Body, recording.Header("x-amzn-RequestId"))
        : FamilyOf(recording).ReadResponse(recording.Body, HeadersOf(recording));

    /// <summary>Reads a stream fed in pieces.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="bytes">Its bytes, or the first of them.</param>
    /// <param name="seed">Decides where the pieces end.</param>
    /// <param name="complete">Whether the bytes end at a frame's border, so that the decoder must be content with the end.</param>
    public static Answer ReadStream(Recording recording, ReadOnlySpan<byte> bytes, int seed, bool complete = true)
    {
        using var decoder = new EventStreamDecoder();
        using InvokeChunkReader? chunks = recording.Operation == "ConverseStream" ? null : new InvokeChunkReader(FamilyOf(recording).CreateStreamReader());
        var state = new StreamState(chunks);
        var random = new Random(seed);
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, random.Next(4) == 0 ? random.Next(1, 17) : random.Next(1, 4096));
            decoder.Append(bytes[..length]);
            bytes = bytes[length..];
            while (decoder.TryRead(out EventStreamFrame frame))
            {
                state.Take(in frame);
            }
        }

        if (complete)
        {
            decoder.Complete();
        }

        return state.ToAnswer();
    }

    /// <summary>The token counts of the headers.</summary>
    public static InvokeModelHeaders HeadersOf(Recording recording) => new(
        recording.NumberHeader("X-Amzn-Bedrock-Input-Token-Count"),
        recording.NumberHeader("X-Amzn-Bedrock-Output-Token-Count"),
        recording.NumberHeader("X-Amzn-Bedrock-Cache-Read-Input-Token-Count"),
        recording.NumberHeader("X-Amzn-Bedrock-Cache-Write-Input-Token-Count"),
        recording.NumberHeader("X-Amzn-Bedrock-Invocation-Latency"));

    private static ModelFamily FamilyOf(Recording recording) => ModelFamilies.Find(ModelId.Parse(recording.ModelId));

    /// <summary>An error in the terms both readings share.</summary>
    public static Answer FromError(BedrockException error) => new() { ErrorCode = error.AwsCode, ErrorKind = error.Kind.ToString(), ErrorMessage = error.Message };

    /// <summary>An answer in the terms both readings share.</summary>
    public static Answer FromResponse(ConverseResponse response)
    {
        Answer answer = FromMessage(response.Message);
        answer.StopReason = response.StopReason.Value;
        if (response.Usage is { } usage)
        {
            (answer.Input, answer.Output, answer.CacheRead, answer.CacheWrite) = (usage.InputTokens, usage.OutputTokens, usage.CacheReadInputTokens, usage.CacheWriteInputTokens);
        }

        return answer;
    }

    /// <summary>What there is of an answer that broke off.</summary>
    public static Answer FromMessage(Message message)
    {
        var answer = new Answer { Text = message.Text };
        foreach (ContentBlock block in message.Content)
        {
            switch (block)
            {
                case ReasoningBlock reasoning:
                    answer.Reasoning += reasoning.Text;
                    answer.Signature += reasoning.Signature;
                    break;
                case RedactedReasoningBlock redacted:
                    answer.Signature += redacted.Base64;
                    break;
                case ToolUseBlock call:
                    answer.ToolCalls.Add(new ToolCall(call.ToolUseId, call.Name, Encoding.UTF8.GetString(call.Input.Utf8.Span)));
                    break;
                default:
                    break;
            }
        }

        return answer;
    }

    private sealed class StreamState(InvokeChunkReader? chunks)
    {
        private readonly ConverseEventSink _sink = new();
        private readonly ConverseMessageBuilder _builder = new();
        private BedrockException? _error;
        private int _frame = -1;
        private int _stopFrame = -1;
        private int _stops;

        public ResponseMembers? Members { get; init; }

        /// <summary>The answer; <see langword="null"/> when the stream broke off.</summary>
        public ConverseResponse? Build() => _builder.IsComplete ? _builder.Build() : null;

        public void Take(in EventStreamFrame frame)
        {
            _frame++;
            _sink.Clear();
            if (!frame.TryGetString(":message-type"u8, out ReadOnlySpan<byte> type) || !type.SequenceEqual("event"u8))
            {
                _error ??= ErrorReader.FromFrame(in frame, null);
                return;
            }

            frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> eventType);
            if (chunks is null)
            {
                ConverseEventReader.Read(eventType, frame.Payload, _sink);
            }
            else
            {
                chunks.Read(eventType, frame.Payload, _sink);
            }

            foreach (ref readonly ConverseEvent item in _sink.Events)
            {
                // What users see is a copy; it must be possible to make one of every event.
                switch (ConverseStreamEvent.From(in item))
                {
                    case UnknownEvent unknown:
                        Members?.Add(unknown.Raw);
                        break;
                    case MetadataEvent metadata:
                        Members?.Add(metadata.Raw);
                        break;
                    default:
                        break;
                }

                if (item.Kind == ConverseEventKind.MessageStop)
                {
                    _stops++;
                    _stopFrame = _frame;
                }
            }

            _builder.Add(_sink.Events);
        }

        public Answer ToAnswer()
        {
            if (_stops > 1)
            {
                throw new InvalidOperationException($"The stream ended {_stops} times.");
            }

            Answer answer = _error is not null ? FromError(_error) : _builder.IsComplete ? FromResponse(_builder.Build()) : FromMessage(_builder.BuildMessage());
            answer.StopFrame = _stopFrame;
            return answer;
        }
    }
}
