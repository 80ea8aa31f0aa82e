using System.Text;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>
/// Requests that no AWS SDK sends: traversal, double and overlong encodings, headers in the path, two lengths, foreign forms of a target (fault sections 6 to 8: S18, S19, S21, S47). Each is a case by name;
/// none reaches AWS, and what the gateway itself refuses has AWS's shape.
/// </summary>
public class TargetCorpusTests
{
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Body = "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

    /// <summary>Name, request line and headers; what follows is a host and a body.</summary>
    public static TheoryData<string, string> Paths => new()
    {
        { "dot segments up", $"POST /model/{Claude}/../../guardrail/x/version/1/apply" },
        { "dot segments up to another operation", $"POST /model/x/../{Claude}/converse" },
        { "dot segment", $"POST /model/./{Claude}/converse" },
        { "encoded dots", $"POST /model/%2e%2e/{Claude}/converse" },
        { "encoded dots, upper case", $"POST /model/%2E%2E/%2E%2E/invoke" },
        { "half encoded dots", "POST /model/.%2e/invoke" },
        { "encoded slashes up", "POST /model/..%2f..%2fguardrail%2fx%2fversion%2f1%2fapply/converse" },
        { "encoded slashes up, behind an id", $"POST /model/{Claude}%2f..%2f..%2fasync-invoke/converse" },
        { "encoded dots and slashes", "POST /model/a%2f%2e%2e%2fb/converse" },
        { "double encoded dots", "POST /model/%252e%252e%252f/converse" },
        { "double encoded colon", "POST /model/anthropic.claude-v2%253A1/converse" },
        { "double encoded slash", "POST /model/a%252fb/converse" },
        { "triple encoded", "POST /model/%25252e/converse" },
        { "backslash", "POST /model/..\\..\\guardrail/converse" },
        { "encoded backslash", "POST /model/a%5c..%5cb/converse" },
        { "NUL", "POST /model/anthropic.claude%00/converse" },
        { "NUL behind an id", $"POST /model/{Claude}%00.x/converse" },
        { "overlong dot", "POST /model/%c0%ae%c0%ae/converse" },
        { "overlong slash", "POST /model/a%c0%afb/converse" },
        { "overlong slash of three bytes", "POST /model/a%e0%80%afb/converse" },
        { "full-width dots", "POST /model/%ef%bc%8e%ef%bc%8e/converse" },
        { "raw bytes above ASCII", "POST /model/\u00c0\u00ae/converse" },
        { "bad percent sign", "POST /model/a%zzb/converse" },
        { "percent sign at the end", "POST /model/a%/converse" },
        { "percent sign and one digit", "POST /model/a%2/converse" },
        { "percent u", "POST /model/%u002e%u002e/converse" },
        { "line break", "POST /model/a%0d%0aX-Injected:%201/converse" },
        { "line feed", "POST /model/a%0aX:1/converse" },
        { "tab", "POST /model/a%09b/converse" },
        { "space", "POST /model/a%20b/converse" },
        { "delete character", "POST /model/a%7fb/converse" },
        { "question mark in the id", "POST /model/a%3fx=1/converse" },
        { "fragment in the id", "POST /model/a%23b/converse" },
        { "fragment", $"POST /model/{Claude}/converse#/../x" },
        { "semicolon", $"POST /model/{Claude};a=1/converse" },
        { "at sign", "POST /model/user%40evil.example/converse" },
        { "userinfo", "POST /model/http:%2f%2fuser@evil.example/converse" },
        { "a URL as the id", "POST /model/http%3a%2f%2fevil.example%2f/converse" },
        { "template braces", "POST /model/%7bmodelId%7d/converse" },
        { "empty id", "POST /model//converse" },
        { "empty segment", $"POST //model/{Claude}/converse" },
        { "slash at the end", $"POST /model/{Claude}/converse/" },
        { "slash at the id's end", $"POST /model/{Claude}%2f/converse" },
        { "id begins with a dot", "POST /model/.hidden/converse" },
        { "id begins with a dash", "POST /model/-rf/converse" },
        { "id begins with a slash", "POST /model/%2fetc%2fpasswd/converse" },
        { "id of dots alone", "POST /model/.../converse" },
        { "too long an id", $"POST /model/a.{new string('x', 2050)}/converse" },
        { "encoded operation", $"POST /model/{Claude}/%63onverse" },
        { "encoded root", $"POST /%6dodel/{Claude}/converse" },
        { "operation in upper case", $"POST /model/{Claude}/CONVERSE" },
        { "root in upper case", $"POST /MODEL/{Claude}/converse" },
        { "unknown operation", $"POST /model/{Claude}/delete" },
        { "operation with an extension", $"POST /model/{Claude}/converse.json" },
        { "guardrail's version", "POST /guardrail/x/version/%2e%2e/apply" },
        { "guardrail's id", "POST /guardrail/..%2fmodel/version/1/apply" },
        { "invocation's ARN", "GET /async-invoke/..%2f..%2fmodel" },
        { "profile's id", "GET /inference-profiles/%2e%2e%2ffoundation-models" },
        { "absolute form", $"POST http://evil.example/model/{Claude}/converse" },
        { "absolute form of the host itself", $"POST http://localhost/model/{Claude}/converse" },
        { "absolute form with an encoded host", $"POST http://localhost%2f@evil.example/model/{Claude}/converse" },
        { "authority form", "CONNECT evil.example:443" },
        { "asterisk form", "OPTIONS *" },
        { "method TRACE", $"TRACE /model/{Claude}/converse" },
        { "method PUT", $"PUT /model/{Claude}/converse" },
        { "method GET", $"GET /model/{Claude}/converse" },
        { "method in lower case", $"post /model/{Claude}/converse" },
        { "method of one's own", $"CONVERSE /model/{Claude}/converse" },
        { "method override", $"GET /model/{Claude}/converse?_method=POST" },
    };

    /// <summary>Name, and a whole request; LINE is a good request line.</summary>
    public static TheoryData<string, string> Requests => new()
    {
        { "length and chunks", "LINE\r\nHost: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX" },
        { "chunks and length", "LINE\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "two lengths", "LINE\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\n{}" },
        { "two equal lengths", "LINE\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}" },
        { "list of lengths", "LINE\r\nHost: localhost\r\nContent-Length: 2, 2\r\n\r\n{}" },
        { "negative length", "LINE\r\nHost: localhost\r\nContent-Length: -2\r\n\r\n{}" },
        { "length in hexadecimal", "LINE\r\nHost: localhost\r\nContent-Length: 0x2\r\n\r\n{}" },
        { "chunks by another name", "LINE\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "chunks, not last", "LINE\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "chunks of a bad size", "LINE\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" },
        { "bare line feed in a chunk's extension", "LINE\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n" },
        { "folded header", "LINE\r\nHost: localhost\r\nX-Amzn-Bedrock-Trace: ENABLED\r\n folded: 1\r\nContent-Length: 2\r\n\r\n{}" },
        { "space before the colon", "LINE\r\nHost: localhost\r\nContent-Length : 2\r\n\r\n{}" },
        { "header without a name", "LINE\r\nHost: localhost\r\n: x\r\nContent-Length: 2\r\n\r\n{}" },
        { "NUL in a header", "LINE\r\nHost: localhost\r\nX-Amzn-Bedrock-Trace: a\0b\r\nContent-Length: 2\r\n\r\n{}" },
        { "carriage return in a header", "LINE\r\nHost: localhost\r\nX-Amzn-Bedrock-Trace: a\rX: 1\r\nContent-Length: 2\r\n\r\n{}" },
        { "two hosts", "LINE\r\nHost: localhost\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}" },
        { "host with a path", "LINE\r\nHost: a/?x=\r\nContent-Length: 2\r\n\r\n{}" },
        { "no host", "LINE\r\nContent-Length: 2\r\n\r\n{}" },
        { "space in the target", "POST /model/a b/converse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}" },
        { "line break in the target", "POST /model/a\r\nX: 1/converse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}" },
        { "header twice that passes once", "LINE\r\nHost: localhost\r\nX-Amzn-Bedrock-Trace: ENABLED\r\nX-Amzn-Bedrock-Trace: DISABLED\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" },
        { "header that passes, with bytes above ASCII", "LINE\r\nHost: localhost\r\nX-Amzn-Bedrock-Trace: \u00e9\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" },
        { "content type twice", "LINE\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" },
        { "HTTP/0.9", "POST /model/x/converse\r\n\r\n" },
        { "HTTP/3 by name", "POST /model/x/converse HTTP/3.0\r\nHost: localhost\r\n\r\n" },
        { "preface of HTTP/2 and no more", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task S19_Target_NeverReachesAws(string name, string line) => await AssertRefusedAsync(name, $"{line} HTTP/1.1\r\nHost: localhost\r\n{Body}");

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task S47_Request_NeverReachesAws(string name, string request) => await AssertRefusedAsync(name, request.Replace("LINE", $"POST /model/{Claude}/invoke HTTP/1.1", StringComparison.Ordinal));

    /// <summary>The corpus would notice: the same request in good form does reach AWS.</summary>
    [Fact]
    public async Task GoodRequest_OfTheSameMaking_ReachesAws()
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        Assert.StartsWith("HTTP/1.1 200", await gateway.SendRawAsync($"POST /model/{Claude}/invoke HTTP/1.1\r\nHost: localhost\r\n{Body}"));
        Assert.StartsWith("HTTP/1.1 200", await gateway.SendRawAsync($"POST /model/{Claude}/invoke HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"));

        Assert.Equal(["{}", "{}"], wire.Requests.Select(static sent => Encoding.UTF8.GetString(sent.Body)));
    }

    private static async Task AssertRefusedAsync(string name, string request)
    {
        var wire = new NativeWire();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        string answer = await gateway.SendRawAsync(request);

        Assert.Empty(wire.Requests);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal) || !answer.StartsWith("HTTP/1.1", StringComparison.Ordinal), $"{name}: {answer}");
        Assert.DoesNotContain("X-Injected", answer, StringComparison.Ordinal);

        // The server refuses without a body what it cannot even read; whatever got further tells it in AWS's shape.
        if (answer.Contains("x-amzn-ErrorType", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Contains("{\"message\":\"", answer, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(!answer.Contains("x-request-id", StringComparison.OrdinalIgnoreCase) || answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || name.Contains("form", StringComparison.Ordinal), $"{name}: {answer}");
        }
    }
}
