using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>
/// A response's body under the idle, first-content and total timeouts. A read that waits too long, or a connection that breaks, throws a <see cref="BedrockException"/>; only the caller's own
/// token ends in <see cref="OperationCanceledException"/>. A timer runs only while a read waits. One reader at a time. Disposing it disposes the response.
/// </summary>
internal sealed class ResponseBody : Stream
{
    private readonly Stream _inner;
    private readonly HttpResponseMessage _message;
    private readonly CancellationTokenSource _timer;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _firstByte;
    private readonly TimeSpan _total;
    private readonly Deadline _deadline;
    private readonly TimeProvider _time;
    private ReadOnlyMemory<byte> _prefix;
    private Deadline? _firstContent;

    public ResponseBody(Stream inner, HttpResponseMessage message, BedrockTimeouts timeouts, Deadline deadline, TimeProvider time)
    {
        _inner = inner;
        _message = message;
        _idle = timeouts.Idle;
        _firstByte = timeouts.FirstByte;
        _total = timeouts.Total;
        _deadline = deadline;
        _time = time;
        _timer = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Puts bytes that were read already in front again.</summary>
    public void Unread(ReadOnlyMemory<byte> prefix) => _prefix = prefix;

    /// <summary>From now until <see cref="FirstContentArrived"/> the first-byte timeout bounds all reads together.</summary>
    public void ExpectFirstContent() => _firstContent = new Deadline(_time, _firstByte);

    /// <summary>Ends <see cref="ExpectFirstContent"/>.</summary>
    public void FirstContentArrived() => _firstContent = null;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_prefix.IsEmpty)
        {
            int count = Math.Min(_prefix.Length, buffer.Length);
            _prefix[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
            return ValueTask.FromResult(count);
        }

        cancellationToken.ThrowIfCancellationRequested();
        ValueTask<int> read;
        try
        {
            read = _inner.ReadAsync(buffer, _timer.Token);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return ValueTask.FromException<int>(TransportFaults.FromBody(fault));
        }

        return read.IsCompletedSuccessfully ? ValueTask.FromResult(read.Result) : WaitAsync(read, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _message.Dispose();

            // The timer's source stays undisposed: a read that is still waiting will want to stop the timer, and a stopped one holds nothing.
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        TimeSpan limit = _deadline.Cap(_firstContent is { } first ? first.Cap(_idle) : _idle);
        _timer.CancelAfter(limit);
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _timer);
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut();
        }
        catch (OperationCanceledException fault)
        {
            throw new OperationCanceledException("The caller ended the request.", fault, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or HttpRequestException)
        {
            throw TransportFaults.FromBody(fault);
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            _timer.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private BedrockException TimedOut() =>
        _deadline.IsOver ? TransportFaults.Timeout("The request did not end", _total, TimeoutStage.Total)
        : _firstContent is { IsOver: true } ? TransportFaults.Timeout("The stream gave no content", _firstByte, TimeoutStage.FirstContent)
        : TransportFaults.Timeout("The response gave no further byte", _idle, TimeoutStage.Idle);
}
