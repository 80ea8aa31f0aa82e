using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>Bedrock as one failure: a refusal, or one behind a good status before the first content, or amid the answer. It tells what no caller may be told.</summary>
internal sealed class ErrorWire : HttpMessageHandler
{
    /// <summary>AWS's words, with all that must stay here.</summary>
    public const string Words =
        "words about arn:aws:bedrock:us-east-1:123456789012:inference-profile/x of account 210987654321, see https://bedrock.us-east-1.amazonaws.com/model/x?X-Amz-Security-Token=CANARYTOKEN and AKIAIOSFODNN7EXAMPLE";

    /// <summary>What no caller may be told, whatever the dialect.</summary>
    public static readonly string[] Forbidden = ["arn:aws", "123456789012", "210987654321", "https://", "amazonaws", "CANARY", "AKIAIOSFODNN7EXAMPLE", "bedrock.test", "   at "];

    /// <summary>Thrown where the answer, or its next byte, would come.</summary>
    public GatewayError? Thrown { get; set; }

    /// <summary>AWS's name of the failure.</summary>
    public string Name { get; set; } = "";

    /// <summary>AWS's status.</summary>
    public int Status { get; set; }

    /// <summary>How many frames come before it; <see langword="null"/>: it is a refusal.</summary>
    public int? After { get; set; }

    public int Requests { get; private set; }

    /// <summary>The bytes of a stream that come before a failure.</summary>
    public static byte[] Before(ErrorWireKind kind, int frames) => kind switch
    {
        ErrorWireKind.Converse => Join(WireFrames.Converse.Take(frames)),
        ErrorWireKind.Invoke => Join(WireFrames.Invoke.Take(frames)),
        ErrorWireKind.ChatEvents => Join(ChatEvents.Take(frames).Select(Event)),
        ErrorWireKind.ResponsesEvents => Join(ResponsesEvents.Take(frames).Select(Event)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>How many frames show content.</summary>
    public static int WithContent(ErrorWireKind kind) => kind is ErrorWireKind.Converse or ErrorWireKind.ChatEvents ? 2 : 3;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        HttpResponseMessage response = After is { } frames ? Streaming(KindOf(request.RequestUri!.AbsolutePath), frames) : Refusal();
        response.RequestMessage = request;
        response.Headers.Add("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000");
        response.Headers.Add("x-upstream", "CANARYHEADER");
        return Task.FromResult(response);
    }

    private static readonly string[] ChatEvents =
    [
        """{"id":"c","object":"chat.completion.chunk","model":"openai.gpt-oss-120b","choices":[{"index":0,"delta":{"role":"assistant"}}]}""",
        """{"id":"c","object":"chat.completion.chunk","model":"openai.gpt-oss-120b","choices":[{"index":0,"delta":{"content":"one "}}]}""",
    ];

    private static readonly string[] ResponsesEvents =
    [
        """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"openai.gpt-oss-20b","status":"in_progress","output":[]}}""",
        """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"m","type":"message","role":"assistant","content":[]}}""",
        """{"type":"response.output_text.delta","content_index":0,"delta":"one ","item_id":"m","output_index":0,"sequence_number":2}""",
    ];

    private static byte[] Join(IEnumerable<byte[]> frames) => [.. frames.SelectMany(static frame => frame)];

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");

    private static ErrorWireKind KindOf(string path) =>
        path.EndsWith("/converse-stream", StringComparison.Ordinal) ? ErrorWireKind.Converse
        : path.EndsWith("/invoke-with-response-stream", StringComparison.Ordinal) ? ErrorWireKind.Invoke
        : path.EndsWith("/responses", StringComparison.Ordinal) ? ErrorWireKind.ResponsesEvents
        : ErrorWireKind.ChatEvents;

    private HttpResponseMessage Refusal()
    {
        if (Thrown is not null)
        {
            throw new GatewayException(Thrown);
        }

        var response = new HttpResponseMessage((HttpStatusCode)Status) { Content = new StringContent($$"""{"message":"{{Words}}"}""", Encoding.UTF8, "application/json") };
        response.Headers.Add("x-amzn-ErrorType", $"{Name}:http://internal.amazon.com/coral/com.amazon.bedrock/");
        return response;
    }

    private HttpResponseMessage Streaming(ErrorWireKind kind, int frames)
    {
        bool isEvents = kind is ErrorWireKind.ChatEvents or ErrorWireKind.ResponsesEvents;
        byte[] fault = Thrown is not null ? []
            : isEvents ? Encoding.UTF8.GetBytes($$$"""event: error{{{"\n"}}}data: {"error":{"message":"{{{Words}}}","code":"{{{Name}}}"}}{{{"\n\n"}}}""")
            : WireFrames.Exception(char.ToLowerInvariant(Name[0]) + Name[1..], Words);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Torn([.. Before(kind, frames), .. fault], Thrown)) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue(isEvents ? "text/event-stream" : "application/vnd.amazon.eventstream");
        return response;
    }

    private sealed class Torn(byte[] bytes, GatewayError? thrown) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : thrown is null ? 0 : throw new GatewayException(thrown);
    }
}
