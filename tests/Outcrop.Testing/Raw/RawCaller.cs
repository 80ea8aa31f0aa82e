using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Outcrop.Testing.Raw;

/// <summary>A caller with a socket of its own: it sees a reset for what it is, reads when it likes, and leaves when it likes.</summary>
public sealed class RawCaller : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly MemoryStream _got = new();
    private readonly byte[] _piece = new byte[16 * 1024];
    private bool _isReset;

    /// <summary>What came so far.</summary>
    public RawAnswer Answer => RawAnswer.Parse(_got.GetBuffer().AsSpan(0, (int)_got.Length), _isReset);

    /// <summary>Connects and sends.</summary>
    /// <param name="port">The port on loopback.</param>
    /// <param name="request">The bytes.</param>
    /// <param name="receiveBuffer">How much the system may hold for a caller that does not read; its own choice unless given.</param>
    public static async Task<RawCaller> SendAsync(int port, ReadOnlyMemory<byte> request, int? receiveBuffer = null)
    {
        var caller = new RawCaller();
        try
        {
            if (receiveBuffer is { } bytes)
            {
                caller._socket.ReceiveBufferSize = bytes;
            }

            await caller._socket.ConnectAsync(IPAddress.Loopback, port);
            await caller.SendAsync(request);
            return caller;
        }
        catch
        {
            caller.Dispose();
            throw;
        }
    }

    /// <summary>Sends more.</summary>
    /// <param name="bytes">What.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes);

    /// <summary>Reads until some text is there.</summary>
    /// <param name="text">The text; none: anything.</param>
    /// <param name="limit">Gives up.</param>
    public async Task ReadUntilAsync(string text, CancellationToken limit)
    {
        while (_got.Length == 0 || !Encoding.Latin1.GetString(_got.GetBuffer(), 0, (int)_got.Length).Contains(text, StringComparison.Ordinal))
        {
            if (!await ReadAsync(limit))
            {
                throw new InvalidOperationException($"It ended without {text}: {Answer}");
            }
        }
    }

    /// <summary>Reads until so many bytes are there, head and all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="limit">Gives up.</param>
    public async Task ReadAtLeastAsync(int count, CancellationToken limit)
    {
        while (_got.Length < count)
        {
            if (!await ReadAsync(limit))
            {
                throw new InvalidOperationException($"It ended behind {_got.Length} bytes.");
            }
        }
    }

    /// <summary>Reads until the connection ends, one way or another.</summary>
    /// <param name="limit">Gives up.</param>
    public async Task<RawAnswer> ReadToEndAsync(CancellationToken limit)
    {
        while (await ReadAsync(limit))
        {
        }

        return Answer;
    }

    /// <summary>Reads until the answer is whole, or the connection ends.</summary>
    /// <param name="limit">Gives up.</param>
    public async Task<RawAnswer> ReadAnswerAsync(CancellationToken limit)
    {
        while (!Answer.IsWhole && await ReadAsync(limit))
        {
        }

        return Answer;
    }

    /// <summary>Leaves: as a caller who closes, or by a reset.</summary>
    /// <param name="reset">By a reset.</param>
    public void Leave(bool reset = false)
    {
        if (reset)
        {
            _socket.LingerState = new LingerOption(true, 0);
        }

        _socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _got.Dispose();
    }

    private async Task<bool> ReadAsync(CancellationToken limit)
    {
        try
        {
            int count = await _socket.ReceiveAsync(_piece, limit);
            _got.Write(_piece, 0, count);
            return count > 0;
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            _isReset = true;
            return false;
        }
    }
}
