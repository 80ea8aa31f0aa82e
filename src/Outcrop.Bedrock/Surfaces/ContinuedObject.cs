using System.Buffers;
using System.Text.Json;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>
/// Lets a family's writer go on in an object that is open already: the opening brace of what it writes becomes the comma between the two. So the surfaces' own members stand
/// in front of a body of megabytes without a second copy of it.
/// </summary>
internal sealed class ContinuedObject(IBufferWriter<byte> output) : IBufferWriter<byte>
{
    private Memory<byte> _room;
    private bool _joined;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if (!_joined && count > 0)
        {
            _joined = true;
            _room.Span[0] = _room.Span[0] == (byte)'{' ? (byte)',' : throw new JsonException("The body is no object.");
        }

        output.Advance(count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _room = output.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
