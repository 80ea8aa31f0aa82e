using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>
/// The answer's writer, for dialects that write in small pieces. The server's own takes locks for each of them, a dozen to a chunk; this one hands out what it got from the server piece by piece, and
/// tells the server once, before a flush or when the room is used up. What has been written and not flushed lives in the server's memory as it would without. Not thread-safe: one writer at a time.
/// </summary>
/// <param name="server">The server's writer. Nobody else writes to it meanwhile.</param>
internal sealed class AnswerPipe(PipeWriter server) : PipeWriter
{
    private Memory<byte> _room;
    private int _written;

    /// <summary>The writer of an answer's body.</summary>
    /// <param name="response">The answer.</param>
    public static AnswerPipe Of(HttpResponse response) => new(response.BodyWriter);

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => server.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => server.UnflushedBytes + _written;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _room[_written..];
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _room.Span[_written..];
    }

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _room.Length - _written);
        _written += bytes;
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Tell();
        return server.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => server.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        Tell();
        server.Complete(exception);
    }

    private void Ensure(int sizeHint)
    {
        int wanted = Math.Max(sizeHint, 1);
        if (_room.Length - _written < wanted)
        {
            Tell();
            _room = server.GetMemory(wanted);
        }
    }

    /// <summary>The memory is the server's again: a flush may give it back.</summary>
    private void Tell()
    {
        int written = _written;
        _written = 0;
        _room = default;
        if (written > 0)
        {
            server.Advance(written);
        }
    }
}
