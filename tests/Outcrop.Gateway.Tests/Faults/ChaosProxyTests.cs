using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Chaos;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>The chaos proxy itself, between a plain socket and a server that says fixed bytes.</summary>
public sealed class ChaosProxyTests : IAsyncDisposable
{
    private static readonly byte[][] Frames = [.. WireFrames.Converse];
    private static readonly byte[] Stream = [.. Frames.SelectMany(static frame => frame)];
    private readonly FakeTimeProvider _time = new();
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private ChaosProxy? _proxy;
    private byte[] _answer = [];

    private static byte[] Announced => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nContent-Length: {Stream.Length}\r\n\r\n"), .. Stream];

    /// <summary>Chunks that end where no frame does.</summary>
    private static byte[] Chunked
    {
        get
        {
            var bytes = new List<byte>("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
            foreach (byte[] chunk in Stream.Chunk(37))
            {
                bytes.AddRange(Encoding.ASCII.GetBytes($"{chunk.Length:x};ext=1\r\n"));
                bytes.AddRange(chunk);
                bytes.AddRange("\r\n"u8.ToArray());
            }

            bytes.AddRange("0\r\nTrailer: x\r\n\r\n"u8.ToArray());
            return [.. bytes];
        }
    }

    public static TheoryData<bool> Framings => [true, false];

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Connection_WithoutToxics_GivesTheSameBody(bool chunked)
    {
        (byte[] body, bool isReset) = await AskAsync(chunked);
        Assert.Equal(Stream, body);
        Assert.False(isReset);
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task FrameDrop_OfEachFrame_LeavesTheOthers(bool chunked)
    {
        for (int frame = 1; frame <= Frames.Length; frame++)
        {
            (byte[] body, _) = await AskAsync(chunked, new FrameDropToxic(frame));
            Assert.Equal(Frames.Where((_, index) => index != frame - 1).SelectMany(static one => one), body);
        }
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task CrcFlip_OfEachFrame_ChangesThatChecksumAlone(bool chunked)
    {
        for (int frame = 1; frame <= Frames.Length; frame++)
        {
            int begin = Frames.Take(frame - 1).Sum(static one => one.Length);
            (byte[] prelude, _) = await AskAsync(chunked, new CrcFlipToxic(frame, FrameChecksum.Prelude));
            Assert.Equal([begin + 8], Differences(prelude));
            (byte[] message, _) = await AskAsync(chunked, new CrcFlipToxic(frame, FrameChecksum.Message));
            Assert.Equal([begin + Frames[frame - 1].Length - 4], Differences(message));
        }
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task BitFlip_AnyByte_ChangesThatBitAlone(bool chunked)
    {
        foreach (int at in (int[])[0, 36, 37, Stream.Length - 1])
        {
            (byte[] body, _) = await AskAsync(chunked, new BitFlipToxic(at, 3));
            Assert.Equal([at], Differences(body));
            Assert.Equal(8, body[at] ^ Stream[at]);
        }
    }

    [Theory]
    [InlineData(CutEnding.Close)]
    [InlineData(CutEnding.Reset)]
    [InlineData(CutEnding.Finish)]
    public async Task LimitData_AtAByteOrWithinAFrame_CutsThere(CutEnding ending)
    {
        (byte[] body, bool isReset) = await AskAsync(chunked: true, new LimitDataToxic(50, ending));
        Assert.Equal(Stream[..50], body);
        Assert.Equal(ending == CutEnding.Reset, isReset);
        (body, _) = await AskAsync(chunked: true, new LimitDataToxic(5, ending) { Start = new ToxicStart { Frame = 3 } });
        Assert.Equal(Stream[..(Frames[0].Length + Frames[1].Length + 5)], body);
    }

    [Fact]
    public async Task ResetPeer_AtTheBeginningOrAFrame_ResetsThere()
    {
        Assert.Equal((0, true), await LengthAsync(new ResetPeerToxic()));
        Assert.Equal((0, true), await LengthAsync(new ResetPeerToxic { Direction = ChaosDirection.Upstream }));
        Assert.Equal((Frames[0].Length, true), await LengthAsync(new ResetPeerToxic { Start = new ToxicStart { Frame = 2 } }));
    }

    [Fact]
    public async Task ResetPeer_AfterATime_ResetsThen()
    {
        Task<(byte[] Body, bool IsReset)> asking = AskAsync(chunked: true, new TimeoutToxic { Start = new ToxicStart { Byte = 10 } }, new ResetPeerToxic { Start = new ToxicStart { After = TimeSpan.FromSeconds(9) } });
        await _proxy!.FallenAsync();
        Assert.False(asking.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(9));
        (byte[] body, bool isReset) = await asking;
        Assert.Equal((true, 10), (isReset, body.Length));
    }

    [Fact]
    public async Task Pacing_OfEachKind_TakesItsTimeAndChangesNothing()
    {
        Toxic[] toxics =
        [
            new LatencyToxic(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)), new BandwidthToxic(100), new SlicerToxic(20, 5, TimeSpan.FromSeconds(1)), new SlowCloseToxic(TimeSpan.FromSeconds(5)),
        ];
        foreach (Toxic toxic in toxics)
        {
            DateTimeOffset before = _time.GetUtcNow();
            Task<(byte[] Body, bool IsReset)> asking = AskAsync(chunked: true, toxic);
            await Eventually.TrueAsync(() =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return asking.IsCompleted;
            });
            Assert.Equal(Stream, (await asking).Body);
            Assert.True(_time.GetUtcNow() - before > TimeSpan.FromSeconds(1), $"{toxic} took no time");
        }
    }

    [Fact]
    public async Task Timeout_WithAnEnd_SaysNothingAndCloses()
    {
        Task<(byte[] Body, bool IsReset)> asking = AskAsync(chunked: true, new TimeoutToxic(TimeSpan.FromSeconds(3)));
        await _proxy!.FallenAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty((await asking).Body);
    }

    [Fact]
    public async Task Toxic_OfAConnectionOrAMessage_IsThereAlone()
    {
        Start(chunked: true, new CrcFlipToxic(1, FrameChecksum.Prelude) { Connection = 2 });
        Assert.Empty(Differences((await ReadAsync()).Body));
        Assert.NotEmpty(Differences((await ReadAsync()).Body));
        Assert.Empty(Differences((await ReadAsync()).Body));
        Assert.Equal(3, _proxy!.Accepted);
        (byte[] body, _) = await AskAsync(chunked: true, new CrcFlipToxic(1, FrameChecksum.Prelude) { Start = new ToxicStart { Message = 2 } });
        Assert.Empty(Differences(body));
    }

    [Fact]
    public async Task Toxicity_OfAHalf_IsTheSameForASeed()
    {
        var seen = new List<string>();
        for (int round = 0; round < 2; round++)
        {
            Start(chunked: true, new CrcFlipToxic(1, FrameChecksum.Prelude) { Toxicity = 0.5 });
            var one = new StringBuilder();
            for (int i = 0; i < 12; i++)
            {
                one.Append(Differences((await ReadAsync()).Body).Length);
            }

            seen.Add(one.ToString());
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.Contains('0', seen[0]);
        Assert.Contains('1', seen[0]);
    }

    [Fact]
    public async Task Refuse_AndAccept_AreFeltAtOnce()
    {
        Start(chunked: true);
        await _proxy!.RefuseAsync();
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            SocketException refused = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, _proxy.Endpoint.Port));
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        }

        _proxy.Accept();
        Assert.Equal(Stream, (await ReadAsync()).Body);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        _server.Dispose();
    }

    private static int[] Differences(byte[] body) => [.. Enumerable.Range(0, Stream.Length).Where(at => body[at] != Stream[at])];

    private async Task<(int Length, bool IsReset)> LengthAsync(Toxic toxic)
    {
        (byte[] body, bool isReset) = await AskAsync(chunked: true, toxic);
        return (body.Length, isReset);
    }

    private Task<(byte[] Body, bool IsReset)> AskAsync(bool chunked, params Toxic[] toxics)
    {
        Start(chunked, toxics);
        return ReadAsync();
    }

    private void Start(bool chunked, params Toxic[] toxics)
    {
        if (!_server.Server.IsBound)
        {
            _server.Start();
        }

        _answer = chunked ? Chunked : Announced;
        _proxy = ChaosProxy.Start(new Uri($"http://127.0.0.1:{((IPEndPoint)_server.LocalEndpoint).Port}"), seed: 7, _time).Add(toxics);
    }

    /// <summary>One request, and its answer's body without head and chunks, as far as it comes.</summary>
    private async Task<(byte[] Body, bool IsReset)> ReadAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _proxy!.Endpoint.Port);
        Task serving = ServeAsync();
        bool isReset = false;
        var raw = new List<byte>();
        try
        {
            await socket.SendAsync("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
            byte[] buffer = new byte[4096];
            for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
            {
                raw.AddRange(buffer[..count]);
            }
        }
        catch (SocketException)
        {
            isReset = true;
        }

        // The server hears of the end only when this side has closed.
        socket.Dispose();
        await serving;
        return (BodyOf([.. raw]), isReset);
    }

    private async Task ServeAsync()
    {
        using Socket client = await _server.AcceptSocketAsync();
        try
        {
            byte[] request = new byte[4096];
            if (await client.ReceiveAsync(request) > 0)
            {
                await client.SendAsync(_answer);
                client.Shutdown(SocketShutdown.Send);
                while (await client.ReceiveAsync(request) > 0)
                {
                }
            }
        }
        catch (SocketException)
        {
            // The proxy cut it, as it was told to.
            return;
        }
    }

    private static byte[] BodyOf(byte[] raw)
    {
        int head = raw.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        if (head < 4)
        {
            return [];
        }

        byte[] rest = raw[head..];
        if (!Encoding.ASCII.GetString(raw[..head]).Contains("chunked", StringComparison.Ordinal))
        {
            return rest;
        }

        var body = new List<byte>();
        while (rest.AsSpan().IndexOf("\r\n"u8) is var end and > 0)
        {
            int length = Convert.ToInt32(Encoding.ASCII.GetString(rest[..end]), 16);
            byte[] chunk = rest[(end + 2)..Math.Min(rest.Length, end + 2 + length)];
            body.AddRange(chunk);
            rest = rest[Math.Min(rest.Length, end + 4 + length)..];
        }

        return [.. body];
    }
}
