using System.Net;
using System.Net.Http.Headers;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Bedrock as bytes: every request gets the same body, which ends as it is told to.</summary>
internal sealed class WireHandler : HttpMessageHandler
{
    /// <summary>How a body ends.</summary>
    public enum Ending
    {
        /// <summary>Cleanly, as HTTP sees it.</summary>
        Clean,

        /// <summary>By a reset.</summary>
        Reset,

        /// <summary>Not at all.</summary>
        Never,
    }

    public byte[] Body { get; set; } = [];

    public Ending End { get; set; }

    /// <summary>Completed when a body that never ends has given all it has.</summary>
    public TaskCompletionSource Silent { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Played(this)), RequestMessage = request };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.amazon.eventstream");
        response.Headers.Add("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000");
        return Task.FromResult(response);
    }

    private sealed class Played(WireHandler owner) : Stream
    {
        private int _at;

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
            int count = Math.Min(buffer.Length, owner.Body.Length - _at);
            if (count > 0)
            {
                owner.Body.AsMemory(_at, count).CopyTo(buffer);
                _at += count;
                return count;
            }

            switch (owner.End)
            {
                case Ending.Clean:
                    return 0;
                case Ending.Reset:
                    throw new IOException("The connection was reset.");
                default:
                    owner.Silent.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                    return 0;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
