using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Families.TextPrompts;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Native;

/// <summary>
/// The frames of <c>ConverseStream</c> or <c>InvokeModelWithResponseStream</c>, whole. What the tap does not understand is passed on all the same: the caller speaks Bedrock's own
/// dialect and may know what we do not. Where that makes it impossible to tell the model's stop, Bedrock's own metrics tell it, which the last chunk of every family that is known has; of a model that nobody knows only the bytes' end
/// says that it has ended. An error that the model itself reports is one.
/// </summary>
/// <param name="frames">The frames.</param>
/// <param name="family">The family of an InvokeModel stream; <see langword="null"/> for Converse.</param>
internal sealed class NativeFrameStream(FrameReader frames, ModelFamily? family) : NativeEventStream(frames)
{
    private readonly InvokeChunkReader? _chunks = family is null ? null : new InvokeChunkReader(family.CreateStreamReader());
    private readonly bool _isStranger = family is GenericFamily;
    private bool _untapped;
    private bool _metered;

    /// <inheritdoc/>
    public override bool EndsUnsaid => _untapped && (_chunks is null || _isStranger || _metered);

    /// <inheritdoc/>
    public override PartialUsage? UsageSoFar => _chunks?.UsageSoFar;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _chunks?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override bool ShowsUnread => _untapped;

    /// <inheritdoc/>
    protected override void ReadCurrent(ConverseEventSink sink)
    {
        EventStreamFrame frame = frames.Current;
        Add(frame.Bytes);
        frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> eventType);
        if (_untapped)
        {
            _metered |= _chunks?.ReadMetrics(eventType, frame.Payload, sink) == true;
            return;
        }

        int before = sink.Events.Length;
        try
        {
            if (_chunks is null)
            {
                ConverseEventReader.Read(eventType, frame.Payload, sink);
            }
            else
            {
                _chunks.Read(eventType, frame.Payload, sink);
            }
        }
        catch (BedrockException fault) when (fault.Kind == BedrockErrorKind.UnexpectedResponse)
        {
            // The frame is sound as bytes; what its words mean is for the caller to judge. Each of Converse's events is read by itself and says by its name whether it is the end; a family's reader may have lost its place.
            _untapped = _chunks is not null || eventType.SequenceEqual("messageStop"u8);
            _metered = _chunks?.ReadMetrics(eventType, frame.Payload, sink) == true;
            return;
        }

        if (_isStranger && sink.Events[before..] is [{ Kind: ConverseEventKind.Unknown }])
        {
            _untapped = true;
            _metered = _chunks!.ReadMetrics(eventType, frame.Payload, sink);
        }
    }
}
