using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>
/// Reads the event frames of one <c>InvokeModelWithResponseStream</c>: takes the provider's JSON out of its base64 and gives it to the family's reader.
/// Holds a pooled buffer; dispose it with the stream. Not thread-safe.
/// </summary>
internal sealed class InvokeChunkReader : IDisposable
{
    private static ReadOnlySpan<byte> MetricsName => "amazon-bedrock-invocationMetrics"u8;

    private readonly FamilyStreamReader _family;
    private readonly InvokeChunkDecoder _chunks = new();

    /// <summary>Creates a reader for one stream.</summary>
    /// <param name="family">The family's reader of the same stream.</param>
    public InvokeChunkReader(FamilyStreamReader family) => _family = family;

    /// <summary>What the family has told of the tokens before the end.</summary>
    public PartialUsage? UsageSoFar => _family.UsageSoFar;

    /// <summary>Reads an event.</summary>
    /// <param name="eventType">The frame's <c>:event-type</c>.</param>
    /// <param name="payload">The frame's payload.</param>
    /// <param name="sink">Where the events go; they point into this reader's buffer and are valid until its next read.</param>
    /// <exception cref="Errors.BedrockException">The payload is no chunk, or the chunk is none of the family's, or reports an error.</exception>
    public void Read(ReadOnlySpan<byte> eventType, ReadOnlyMemory<byte> payload, ConverseEventSink sink)
    {
        if (!eventType.SequenceEqual("chunk"u8))
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = payload });
            return;
        }

        try
        {
            _family.Read(_chunks.Decode(payload), sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("A chunk of the stream is not what its family sends: " + fault.Message, fault);
        }
    }

    /// <summary>Reads nothing of a chunk but the metrics that Bedrock adds to the last one, whatever family it is of: what was spent is counted also where nobody understands the words.</summary>
    /// <param name="eventType">The frame's <c>:event-type</c>.</param>
    /// <param name="payload">The frame's payload.</param>
    /// <param name="sink">Where the counts go.</param>
    /// <returns>Whether they were there, so that this is the last chunk.</returns>
    public bool ReadMetrics(ReadOnlySpan<byte> eventType, ReadOnlyMemory<byte> payload, ConverseEventSink sink)
    {
        if (!eventType.SequenceEqual("chunk"u8))
        {
            return false;
        }

        try
        {
            ReadOnlyMemory<byte> chunk = _chunks.Decode(payload);
            if (chunk.Span.IndexOf(MetricsName) < 0)
            {
                return false;
            }

            Utf8JsonReader reader = JsonSlice.OpenObject(chunk);
            while (JsonSlice.NextMember(ref reader))
            {
                if (reader.ValueTextEquals(MetricsName))
                {
                    var usage = default(UsageCounter);
                    usage.ReadMetrics(JsonSlice.ReadValue(ref reader, chunk));
                    sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = usage.ToUsage(), LatencyMilliseconds = usage.Latency, Raw = chunk });
                    return true;
                }

                JsonSlice.SkipValue(ref reader);
            }
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            // What is no JSON object holds no metrics either; the frame passes as it is.
            return false;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _chunks.Dispose();
}
