using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Outcrop.LoadTest;

/// <summary>Sends a bounded number of requests over keep-alive connections and holds every answer to its status, length and end.</summary>
/// <param name="converse">What the mock upstream answers to Converse.</param>
internal sealed class Load(MockAnswer converse)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(Candidate, string, bool), long> _lengths = new();

    /// <summary>Runs a scenario once.</summary>
    /// <param name="candidate">Against whom.</param>
    /// <param name="scenario">Which.</param>
    public async Task<Measurement> RunAsync(Candidate candidate, Scenario scenario)
    {
        byte[] request = scenario.Request(candidate);
        var latencies = new double[scenario.Requests];
        int next = -1;
        int done = 0;
        double cpu = candidate.CpuMicroseconds;
        long began = Stopwatch.GetTimestamp();
        var connections = new Task[scenario.Connections];
        for (int i = 0; i < connections.Length; i++)
        {
            connections[i] = ConnectionAsync();
        }

        await Task.WhenAll(connections);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        cpu = candidate.CpuMicroseconds - cpu;
        double[] sorted = latencies[..done];
        Array.Sort(sorted);
        return new Measurement(done, cpu, elapsed, sorted[done / 2], sorted[done * 99 / 100], candidate.ResidentKilobytes);

        async Task ConnectionAsync()
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, candidate.Port);
            byte[] buffer = new byte[64 * 1024];
            while (Stopwatch.GetElapsedTime(began) < Longest && Interlocked.Increment(ref next) < scenario.Requests)
            {
                long sent = Stopwatch.GetTimestamp();
                await socket.SendAsync(request);
                await ReadAnswerAsync(socket, buffer, candidate, scenario);
                latencies[Interlocked.Increment(ref done) - 1] = Stopwatch.GetElapsedTime(sent).TotalMicroseconds;
            }
        }
    }

    private async ValueTask ReadAnswerAsync(Socket socket, byte[] buffer, Candidate candidate, Scenario scenario)
    {
        ChunkScanner scanner = default;
        while (!scanner.IsDone)
        {
            int count = await socket.ReceiveAsync(buffer);
            if (count == 0)
            {
                throw new EndOfStreamException($"{candidate.Name} cut an answer off.");
            }

            scanner.Scan(buffer.AsSpan(0, count));
        }

        if (scanner.Status != 200)
        {
            throw new InvalidDataException($"{candidate.Name} answered {scanner.Status}.");
        }

        // What a dialect adds to the text is its own affair, but every answer must be as long as the first one.
        long expected = (candidate.Dialect, scenario.Whole) switch
        {
            (Dialect.Bytes, false) => converse.FrameBytes,
            (Dialect.Bytes, true) => converse.WholeBytes,
            (Dialect.Seed, _) => MockAnswer.TextBytes,
            _ => _lengths.GetOrAdd((candidate, scenario.Model, scenario.Whole), scanner.PayloadBytes),
        };
        if (scanner.PayloadBytes != expected || expected < MockAnswer.TextBytes)
        {
            throw new InvalidDataException($"{candidate.Name} answered with {scanner.PayloadBytes} bytes in place of {expected}.");
        }
    }
}
