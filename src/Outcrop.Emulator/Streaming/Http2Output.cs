using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Outcrop.Emulator.Streaming;

/// <summary>
/// What an HTTP/2 connection sends, on its way to the kernel. Kestrel throws queued data away when its stream is reset; who wants to reset behind a byte has to
/// know that the byte is out. Frame headers are read as they pass (RFC 9113 section 4.1), and the data of watched streams is counted. Writes come one at a time.
/// </summary>
internal sealed class Http2Output(PipeWriter inner) : Stream
{
    private const int HeaderLength = 9;
    private const byte DataFrame = 0;
    private const byte HeadersFrame = 1;
    private const byte ResetFrame = 3;

    private readonly ConcurrentDictionary<int, Http2Watch> _watched = new();
    private readonly byte[] _header = new byte[HeaderLength];
    private int _headerRead;
    private int _payloadLeft;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private int StreamId => BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(5)) & int.MaxValue;

    /// <summary>Begins to count a stream's data, until its reset has gone out.</summary>
    public Http2Watch Watch(int streamId) => _watched.GetOrAdd(streamId, static _ => new Http2Watch());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        Count(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken) => await inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Count(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_headerRead < HeaderLength)
            {
                int part = Math.Min(HeaderLength - _headerRead, bytes.Length);
                bytes[..part].CopyTo(_header.AsSpan(_headerRead));
                _headerRead += part;
                bytes = bytes[part..];
                _payloadLeft = _headerRead == HeaderLength ? BinaryPrimitives.ReadInt32BigEndian(_header) >>> 8 : 0;
            }

            if (_headerRead == HeaderLength)
            {
                int part = Math.Min(_payloadLeft, bytes.Length);
                if (_header[3] is DataFrame or HeadersFrame && _watched.TryGetValue(StreamId, out Http2Watch? watch))
                {
                    watch.Add(_header[3] == DataFrame ? part : 0);
                }

                if (_header[3] == ResetFrame)
                {
                    _watched.TryRemove(StreamId, out _);
                }

                _payloadLeft -= part;
                bytes = bytes[part..];
                _headerRead = _payloadLeft == 0 ? 0 : HeaderLength;
            }
        }
    }
}
