using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Outcrop.Testing.Chaos;

/// <summary>A client's connection and the one that stands for it at the server.</summary>
internal sealed class ChaosConnection : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentBag<Task> _watches = [];
    private readonly TaskCompletionSource _fallen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _clientEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly ChaosFlow _up;
    private readonly ChaosFlow _down;

    public ChaosConnection(Socket client, Socket server, int number, int seed, IReadOnlyList<Toxic> toxics, TimeProvider time)
    {
        _client = client;
        _server = server;
        Time = time;
        Toxic[] own = [.. toxics.Where(toxic => toxic.Connection is not { } only || only == number)];
        _up = new ChaosFlow(this, ChaosDirection.Upstream, client, server, own, unchecked((seed * 31) + (2 * number)));
        _down = new ChaosFlow(this, ChaosDirection.Downstream, server, client, own, unchecked((seed * 31) + (2 * number) + 1));
    }

    public TimeProvider Time { get; }

    public CancellationToken Ended => _ended.Token;

    /// <summary>Ends when a toxic has begun to let nothing through.</summary>
    public Task Fallen => _fallen.Task;

    /// <summary>Runs it until both sides have ended.</summary>
    public async Task RunAsync()
    {
        Task up = ClientAsync();
        Task down = EndsAsync(_down.RunAsync());
        await Task.WhenAll(up, down);
        await _ended.CancelAsync();
        await Task.WhenAll(_watches);
        _client.Dispose();
        _server.Dispose();
    }

    /// <summary>Ends when the client has nothing more to say.</summary>
    public Task ClientEnded => _clientEnded.Task;

    /// <summary>Something that goes on beside it and ends with it.</summary>
    public void Watch(Task task) => _watches.Add(EndsAsync(task));

    public void Fall() => _fallen.TrySetResult();

    /// <summary>Cuts it. A client that is told of a proper end is left to close; everything else ends here.</summary>
    public void Cut(Socket receiver, Socket sender, CutEnding ending)
    {
        if (ending == CutEnding.Reset)
        {
            Reset(receiver);
            Reset(sender);
            _ended.Cancel();
            return;
        }

        receiver.Shutdown(SocketShutdown.Send);
        Reset(sender);
    }

    /// <summary>Resets both sides.</summary>
    public void Reset()
    {
        Reset(_client);
        Reset(_server);
        _ended.Cancel();
    }

    public void Dispose() => _ended.Dispose();

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already; there is nothing to reset.
            return;
        }

        socket.Dispose();
    }

    private async Task ClientAsync()
    {
        await EndsAsync(_up.RunAsync());
        _clientEnded.TrySetResult();
    }

    /// <summary>A side that breaks breaks the other.</summary>
    private async Task EndsAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            if (!_ended.IsCancellationRequested && exception is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted })
            {
                Reset();
            }
        }
    }
}
