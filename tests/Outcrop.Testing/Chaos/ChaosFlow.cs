using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Outcrop.Testing.Chaos;

/// <summary>One direction of a connection: reads, has each toxic at it, and writes.</summary>
internal sealed class ChaosFlow
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();
    private readonly ChaosConnection _connection;
    private readonly ChaosDirection _direction;
    private readonly Socket _from;
    private readonly Socket _to;
    private readonly Random _random;
    private readonly ToxicRun[] _runs;
    private readonly HttpSplitter _splitter;
    private readonly Func<Piece, ValueTask> _first;
    private bool _isCut;

    public ChaosFlow(ChaosConnection connection, ChaosDirection direction, Socket from, Socket to, IEnumerable<Toxic> toxics, int seed)
    {
        _connection = connection;
        _direction = direction;
        _from = from;
        _to = to;
        _random = new Random(seed);
        Toxic[] own = [.. toxics.Where(toxic => toxic.Direction == direction && _random.NextDouble() < toxic.Toxicity)];
        _splitter = new HttpSplitter(Array.Exists(own, static toxic => toxic.ShortensBodies));
        _runs = [.. own.Select(toxic => toxic.Begin(this))];
        for (int i = 0; i < _runs.Length; i++)
        {
            _runs[i].Next = i + 1 < _runs.Length ? _runs[i + 1].PassAsync : WriteAsync;
        }

        _first = _runs.Length > 0 ? _runs[0].PassAsync : WriteAsync;
    }

    public double NextDouble() => _random.NextDouble();

    /// <summary>Waits by the proxy's clock; ends with the connection.</summary>
    public async ValueTask PauseAsync(TimeSpan length)
    {
        if (length != TimeSpan.Zero)
        {
            await Task.Delay(length, _connection.Time, _connection.Ended);
        }
    }

    /// <summary>Cuts the connection after a while.</summary>
    public void Later(TimeSpan after, CutEnding ending) => _connection.Watch(CutAfterAsync(after, ending));

    /// <summary>Keeps a server's end from a client that has not ended itself.</summary>
    public ValueTask HideEndAsync() => new(_direction == ChaosDirection.Downstream ? _connection.ClientEnded : Task.CompletedTask);

    /// <summary>From here on nothing passes.</summary>
    public void Fall() => _connection.Fall();

    /// <summary>Cuts the connection here.</summary>
    public ValueTask CutAsync(CutEnding ending)
    {
        _isCut = true;
        _connection.Cut(_to, _from, ending);
        return ValueTask.CompletedTask;
    }

    public async Task RunAsync()
    {
        foreach (ToxicRun run in _runs)
        {
            _connection.Watch(run.WatchAsync());
        }

        byte[] buffer = new byte[16 * 1024];
        for (int count; (count = await _from.ReceiveAsync(buffer, _connection.Ended)) > 0;)
        {
            // What a toxic holds back must not change under it.
            await PassAsync(_splitter.Feed(buffer.AsSpan(0, count).ToArray()));
        }

        await PassAsync(_splitter.End());
        foreach (ToxicRun run in _runs)
        {
            await run.EndAsync();
        }

        if (!_isCut)
        {
            _to.Shutdown(SocketShutdown.Send);
        }
    }

    private async ValueTask PassAsync(IEnumerable<Piece> pieces)
    {
        foreach (Piece piece in pieces)
        {
            if (_isCut)
            {
                return;
            }

            await _first(piece);
        }
    }

    private async ValueTask WriteAsync(Piece piece)
    {
        if (_isCut)
        {
            return;
        }

        if (!_splitter.IsChunked || piece.Kind == PieceKind.Head)
        {
            await SendAsync(piece.Bytes);
        }
        else if (piece.Kind == PieceKind.End)
        {
            await SendAsync(LastChunk);
        }
        else if (!piece.Bytes.IsEmpty)
        {
            await SendAsync((byte[])[.. Encoding.ASCII.GetBytes(piece.Bytes.Length.ToString("x", CultureInfo.InvariantCulture)), .. LineEnd, .. piece.Bytes.Span, .. LineEnd]);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _to.SendAsync(bytes, SocketFlags.None, _connection.Ended)..];
        }
    }

    private async Task CutAfterAsync(TimeSpan after, CutEnding ending)
    {
        await PauseAsync(after);
        await CutAsync(ending);
    }
}
