using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Operations;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Native;

/// <summary>
/// The frames of <c>ConverseStream</c> or <c>InvokeModelWithResponseStream</c>, whole. What the tap does not understand is passed on all the same: the caller speaks Bedrock's own
/// dialect and may know what we do not. Where that makes it impossible to tell the model's stop, from then on only the bytes' end says that it has ended. An error that the model itself reports is one.
/// </summary>
/// <param name="frames">The frames.</param>
/// <param name="family">The family of an InvokeModel stream; <see langword="null"/> for Converse.</param>
internal sealed class NativeFrameStream(FrameReader frames, ModelFamily? family) : NativeEventStream(frames)
{
    private readonly InvokeChunkReader? _chunks = family is null ? null : new InvokeChunkReader(family.CreateStreamReader());
    private readonly bool _isStranger = family is GenericFamily;
    private bool _untapped;

    /// <inheritdoc/>
    public override bool EndsUnsaid => _untapped;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _chunks?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void ReadCurrent(ConverseEventSink sink)
    {
        EventStreamFrame frame = frames.Current;
        Add(frame.Bytes);
        if (_untapped)
        {
            return;
        }

        frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> eventType);
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
            return;
        }

        _untapped = _isStranger && sink.Events[before..] is [{ Kind: ConverseEventKind.Unknown }];
    }
}
