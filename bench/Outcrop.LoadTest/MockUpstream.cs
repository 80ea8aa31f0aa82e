using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Outcrop.LoadTest;

/// <summary>
/// Bedrock as fast as a socket goes: it reads a request's length, ignores what it says, and answers by the model and the operation in the path. Nothing is verified, so that
/// what is measured is what stands before it.
/// </summary>
internal sealed class MockUpstream : IDisposable
{
    /// <summary>The model that answers at once, the whole stream in one write.</summary>
    public const string QuickModel = "anthropic.claude-3-haiku-20240307-v1:0";

    /// <summary>The model that answers after <see cref="Latency"/>, else as the quick one.</summary>
    public const string SlowModel = "anthropic.claude-3-sonnet-20240229-v1:0";

    /// <summary>The model that writes a token every <see cref="TokenInterval"/>.</summary>
    public const string PacedModel = "anthropic.claude-3-opus-20240229-v1:0";

    /// <summary>How long the slow model thinks.</summary>
    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    /// <summary>The paced model's rhythm.</summary>
    public static readonly TimeSpan TokenInterval = TimeSpan.FromMilliseconds(20);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private readonly MockAnswer _claude = MockAnswer.Claude();

    /// <summary>What it answers to Converse and ConverseStream.</summary>
    public MockAnswer Converse { get; } = MockAnswer.Converse();

    /// <summary>Starts to listen.</summary>
    /// <param name="port">The port on loopback.</param>
    public void Start(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(1024);
        _ = AcceptAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: the run is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            byte[] buffer = new byte[512 * 1024];
            int filled = 0;
            try
            {
                while (true)
                {
                    int head;
                    while ((head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
                    {
                        filled += await ReceiveAsync(socket, buffer.AsMemory(filled));
                    }

                    string request = Encoding.ASCII.GetString(buffer, 0, head);
                    int length = head + 4 + ContentLength(request);
                    while (filled < length)
                    {
                        filled += await ReceiveAsync(socket, buffer.AsMemory(filled));
                    }

                    buffer.AsSpan(length, filled - length).CopyTo(buffer);
                    filled -= length;
                    await AnswerAsync(socket, request);
                }
            }
            catch (Exception exception) when (exception is SocketException or EndOfStreamException or ObjectDisposedException)
            {
                // The other side closed the connection, as it may.
            }
        }
    }

    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        int count = await socket.ReceiveAsync(buffer, SocketFlags.None);
        return count > 0 ? count : throw new EndOfStreamException();
    }

    private static int ContentLength(string head)
    {
        const string Name = "\r\ncontent-length:";
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            throw new EndOfStreamException("A request without Content-Length.");
        }

        int end = head.IndexOf('\r', start + Name.Length);
        return int.Parse(head.AsSpan(start + Name.Length, (end < 0 ? head.Length : end) - start - Name.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }

    private async Task AnswerAsync(Socket socket, string request)
    {
        MockAnswer answer = request.Contains("/invoke", StringComparison.Ordinal) ? _claude : Converse;
        bool whole = request.Contains("/converse HTTP", StringComparison.Ordinal) || request.Contains("/invoke HTTP", StringComparison.Ordinal);
        if (request.Contains("claude-3-opus", StringComparison.Ordinal))
        {
            await socket.SendAsync(answer.Head);
            foreach (byte[] delta in answer.Delta)
            {
                await Task.Delay(TokenInterval, TimeProvider.System);
                await socket.SendAsync(delta);
            }

            await socket.SendAsync(answer.Tail);
            return;
        }

        if (request.Contains("claude-3-sonnet", StringComparison.Ordinal))
        {
            await Task.Delay(Latency, TimeProvider.System);
        }

        await socket.SendAsync(whole ? answer.OneBody : answer.Whole);
    }
}
