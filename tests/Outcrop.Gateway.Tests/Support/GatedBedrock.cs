using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>
/// Bedrock as the caller's words want it. "hang": no answer at all. "long": the answer begins and goes no further. "late": it begins when <see cref="Rest"/> is set. "fail": then it is a refusal. "endless": it goes on for ever, or is very long.
/// Anything else: it begins, and goes on when <see cref="Rest"/> is set. Whoever asks for an answer in one piece waits for the same.
/// </summary>
internal sealed class GatedBedrock : HttpMessageHandler
{
    /// <summary>More than the system holds for a reader that takes nothing.</summary>
    private const int VeryLong = 16 * 1024 * 1024;
    private const string Whole = """{"output":{"message":{"role":"assistant","content":[{"text":"one two"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{"latencyMs":4}}""";
    private const string WholeClaude = """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"one two"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}""";
    private static readonly string Piece = new('x', 16 * 1024);
    private static readonly byte[] MoreConverse = WireFrames.Event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + Piece + "\"}}");
    private static readonly byte[] MoreClaude = WireFrames.Chunk("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + Piece + "\"}}");
    private int _closed;
    private long _given;

    /// <summary>Lets answers go on.</summary>
    public TaskCompletionSource Rest { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked, by path.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How many calls the gateway gave up, or whose streams it closed.</summary>
    public int Closed => Volatile.Read(ref _closed);

    /// <summary>How many bytes of streams were read.</summary>
    public long Given => Interlocked.Read(ref _given);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string words = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        string path = request.RequestUri!.AbsolutePath;
        Asked.Enqueue(path);
        bool isStream = path.EndsWith("-stream", StringComparison.Ordinal);
        try
        {
            if (words.Contains("hang", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            bool isEndless = words.Contains("endless", StringComparison.Ordinal);
            if ((!isStream && !isEndless) || words.Contains("late", StringComparison.Ordinal) || words.Contains("fail", StringComparison.Ordinal))
            {
                await (words.Contains("long", StringComparison.Ordinal) ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : Rest.Task.WaitAsync(cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _closed);
            throw;
        }

        if (words.Contains("fail", StringComparison.Ordinal))
        {
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("{}", Encoding.UTF8), RequestMessage = request };
        }

        bool isConverse = path.Contains("/converse", StringComparison.Ordinal);
        string whole = isConverse ? Whole : WholeClaude;
        bool goesOn = words.Contains("endless", StringComparison.Ordinal);
        HttpContent content = isStream
            ? new StreamContent(new Played(this, isConverse ? WireFrames.Converse : WireFrames.Invoke, words.Contains("long", StringComparison.Ordinal), goesOn ? isConverse ? MoreConverse : MoreClaude : null))
            : new StringContent(goesOn ? whole.Replace("two", string.Concat(Enumerable.Repeat(Piece, VeryLong / Piece.Length)), StringComparison.Ordinal) : whole, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(isStream ? "application/vnd.amazon.eventstream" : "application/json");
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
        response.Headers.Add("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000");
        return response;
    }

    private sealed class Played(GatedBedrock owner, IReadOnlyList<byte[]> frames, bool stays, byte[]? more) : Stream
    {
        private readonly byte[] _begin = [.. frames.Take(3).SelectMany(static frame => frame)];
        private readonly byte[] _rest = [.. frames.Skip(3).SelectMany(static frame => frame)];
        private int _at;
        private int _disposed;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at >= _begin.Length && more is null)
            {
                await (stays ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : owner.Rest.Task.WaitAsync(cancellationToken));
            }

            (byte[] from, int at) = _at < _begin.Length ? (_begin, _at) : more is null ? (_rest, _at - _begin.Length) : (more, (_at - _begin.Length) % more.Length);
            int count = Math.Min(buffer.Length, from.Length - at);
            from.AsMemory(at, count).CopyTo(buffer);
            _at += count;
            Interlocked.Add(ref owner._given, count);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Increment(ref owner._closed);
            }

            base.Dispose(disposing);
        }
    }
}
