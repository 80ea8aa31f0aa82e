using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Sse;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>The server-sent events of one response. Error events leave as exceptions; OpenAI's <c>[DONE]</c> says nothing about the answer and is passed over.</summary>
internal sealed class SseSource : ChunkSource
{
    private readonly BedrockHttpResponse _response;
    private readonly SseStreamReader _events;

    public SseSource(BedrockHttpResponse response)
    {
        _response = response;
        _events = new SseStreamReader(response.Body);
        response.ExpectFirstContent();
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Data => _events.Data;

    /// <inheritdoc/>
    public override void MarkShown()
    {
        base.MarkShown();
        _response.FirstContentArrived();
    }

    /// <inheritdoc/>
    public override bool TryReadBuffered()
    {
        try
        {
            while (_events.TryReadBuffered())
            {
                if (AcceptEvent())
                {
                    return true;
                }
            }

            return false;
        }
        catch (BodyTooLargeException fault)
        {
            throw TooLarge(fault);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _events.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (AcceptEvent())
                {
                    return true;
                }
            }

            return false;
        }
        catch (BedrockException fault) when (Shown && !fault.IsMidStream)
        {
            throw fault.AsMidStream();
        }
        catch (BodyTooLargeException fault)
        {
            throw TooLarge(fault);
        }
        catch (IOException fault)
        {
            throw StreamFaults.Broken(fault, _response.RequestId, Shown);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _events.Dispose();
        await _response.Body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }

    private bool AcceptEvent()
    {
        // Only an error says by its name alone what it is; the others have a type in their data, and mantle sends no names at all.
        ReadOnlySpan<byte> name = _events.Name.Span;
        if (name.SequenceEqual("error"u8) || name.EndsWith("Exception"u8))
        {
            BedrockException fault = DialectErrors.Read(_events.Data.Span, _response.RequestId);
            throw Shown ? fault.AsMidStream() : fault;
        }

        ReadOnlySpan<byte> data = _events.Data.Span.Trim(" \t\n"u8);
        return !data.IsEmpty && !data.SequenceEqual("[DONE]"u8);
    }

    private BedrockException TooLarge(BodyTooLargeException fault) => new(BedrockErrorKind.StreamCorrupted, "An event of the stream is too long: " + fault.Message, fault)
    {
        StatusCode = 200,
        RequestId = _response.RequestId,
        IsMidStream = Shown,
    };
}
