using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Faults.Cuts;

/// <summary>
/// Bedrock in two regions. The words of a request, as <see cref="Words"/> makes them, say behind which byte the first region's answer to it is cut, how it ends, and how often; the second region's is whole. So requests may run side by side.
/// </summary>
internal sealed partial class CutBedrock : HttpMessageHandler
{
    private const string WholeConverse = """{"output":{"message":{"role":"assistant","content":[{"text":"one two"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}""";
    private const string WholeInvoke = """{"id":"m","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"one two"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}""";
    private static readonly byte[][] Converse =
    [
        WireFrames.Event("messageStart", """{"role":"assistant"}"""),
        WireFrames.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"one two"}}"""),
        WireFrames.Event("contentBlockStop", """{"contentBlockIndex":0}"""),
        WireFrames.Event("messageStop", """{"stopReason":"end_turn"}"""),
        WireFrames.Event("metadata", """{"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}"""),
    ];

    private static readonly byte[][] Invoke =
    [
        Chunk("""{"type":"message_start","message":{"usage":{"input_tokens":1}}}"""),
        Chunk("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        Chunk("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one two"}}"""),
        Chunk("""{"type":"content_block_stop","index":0}"""),
        Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"""),
        Chunk("""{"type":"message_stop"}"""),
    ];

    private readonly ConcurrentDictionary<string, int> _first = new();
    private readonly ConcurrentDictionary<string, int> _second = new();

    /// <summary>A caller's words.</summary>
    public static string Words(int at, CutEnd end, int times) => $"cut {at} {(int)end} {times}.";

    /// <summary>How often each region was asked so.</summary>
    public (int First, int Second) Asked(string words) => (_first.GetValueOrDefault(words), _second.GetValueOrDefault(words));

    /// <summary>The frames of a stream, as few and as short as can be: each of their bytes is a place to cut.</summary>
    public static IReadOnlyList<byte[]> Frames(bool isInvoke) => isInvoke ? Invoke : Converse;

    /// <summary>A whole answer's bytes.</summary>
    public static byte[] Body(bool isInvoke, bool streamed) => streamed
        ? [.. Frames(isInvoke).SelectMany(static frame => frame)]
        : Encoding.UTF8.GetBytes(isInvoke ? WholeInvoke : WholeConverse);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Match cut = Cut().Match(await request.Content!.ReadAsStringAsync(cancellationToken));
        string path = request.RequestUri!.AbsolutePath;
        bool streamed = path.EndsWith("-stream", StringComparison.Ordinal);
        byte[] body = Body(path.Contains("/invoke", StringComparison.Ordinal), streamed);

        // The signature says for which region it is.
        bool isFirst = request.Headers.GetValues("Authorization").Single().Contains($"/{FaultBed.East}/", StringComparison.Ordinal);
        int asked = (isFirst ? _first : _second).AddOrUpdate(cut.Value, 1, static (_, count) => count + 1);
        bool isCut = isFirst && asked <= Number(cut, 3);
        HttpContent content = isCut ? new StreamContent(new CutBody(body, Number(cut, 1), (CutEnd)Number(cut, 2))) : new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(streamed ? "application/vnd.amazon.eventstream" : "application/json");
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
        response.Headers.Add("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000");
        return response;
    }

    private static byte[] Chunk(string json) => WireFrames.Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}"}""");

    private static int Number(Match cut, int group) => int.Parse(cut.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("cut ([0-9]+) ([0-9]+) ([0-9]+)\\.")]
    private static partial Regex Cut();

    private sealed class CutBody(byte[] body, int length, CutEnd end) : MemoryStream(body, 0, length, writable: false)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var count and > 0 ? count : end switch
            {
                CutEnd.Clean => 0,
                CutEnd.Short => throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."),
                CutEnd.Reset => throw new IOException("The connection was reset.", new SocketException((int)SocketError.ConnectionReset)),
                _ => throw new InvalidOperationException($"There is no end {end}."),
            };
    }
}
