using System.Text;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.FrontEnds.BedrockNative;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 35 to 44: requests that are wrong. None reaches Bedrock but where Bedrock's own dialect leaves the judgement to Bedrock, none is a fault of ours, and none is counted twice.</summary>
internal static partial class FaultRows
{
    private const int Limit = 4096;
    private const int Deep = 10_000;
    private static string SmallBodies => $$""", "server": { "maxRequestBodyBytes": {{Limit}} }""";
    private static string Locked => $$""", "keys": [{ "id": "team-a", "hash": "{{ApiKeyHash.Compute(Sample.Key)}}" }]""";

    private static IEnumerable<FaultCase> Requests()
    {
        yield return new FaultCase(36, "oversized, announced") { Settings = SmallBodies, Ask = static bed => AskTooLargeAsync(bed, chunked: false), First = 0 };
        yield return new FaultCase(36, "oversized, chunked") { Settings = SmallBodies, Ask = static bed => AskTooLargeAsync(bed, chunked: true), First = 0 };
        yield return new FaultCase(37, "malformed JSON")
        {
            Ask = static bed => RefuseAsync(bed, Of(bed)[..^1], "{", "", "[]", "null", "5", "\"x\"", Of(bed) + "x", Of(bed)[..^1] + ",}", "{'a':1}", Of(bed).Replace("\"user\"", "user", StringComparison.Ordinal)[..^2]),
        };
        yield return new FaultCase(37, "numbers that are none") { Fits = static dialect => dialect is not SeedDialect, Ask = static bed => RefuseAsync(bed, With(bed, "1e400"), With(bed, "-1"), With(bed, "\"x\""), With(bed, "1.5"), With(bed, "{}")) };
        yield return new FaultCase(37, "a member of the wrong kind") { Ask = static bed => RefuseAsync(bed, Of(bed).Replace("\"Hello\"", "{\"a\":5}", StringComparison.Ordinal)) };
        yield return new FaultCase(38, "deep nesting") { Ask = static bed => RefuseAsync(bed, Nested(bed)) };
        yield return new FaultCase(39, "text that is none") { Ask = static bed => AskWithoutTextAsync(bed) };
        yield return new FaultCase(40, "duplicate members") { Fits = static dialect => dialect is not ConverseDialect, First = 0, Ask = static bed => RefuseAsync(bed, Doubled(bed)) };
        yield return new FaultCase(41, "100,000 messages") { Fits = static dialect => dialect is SeedDialect or ChatDialect or MessagesDialect, Ask = static bed => RefuseAsync(bed, Crowded(bed)) };
        yield return new FaultCase(42, "header injection") { First = 0, Ask = static bed => AskForAsync(bed, "%0d%0aX-Evil:1", "x\\r\\nX-Evil: 1") };
        yield return new FaultCase(43, "path traversal") { First = 0, Ask = static bed => AskForAsync(bed, "..%2F..%2Fguardrail%2Fx%2Fapply", "../../guardrail/x/apply") };
        yield return new FaultCase(43, "dots") { First = 0, Ask = static bed => AskForAsync(bed, "%2e%2e", "..") };
        yield return new FaultCase(44, "wrong keys") { Settings = Locked, First = 0, Ask = static bed => AskWithWrongKeysAsync(bed) };
    }

    private static string Of(FaultBed bed) => bed.Dialect.Body(bed.Streamed);

    private static string With(FaultBed bed, string number) => Of(bed).Replace("200", number, StringComparison.Ordinal);

    private static string Nested(FaultBed bed) => Of(bed).Replace("\"Hello\"", new string('[', Deep) + new string(']', Deep), StringComparison.Ordinal);

    private static string Crowded(FaultBed bed)
    {
        const string Message = """{"role":"user","content":"Hello"}""";
        return Of(bed).Replace(Message, string.Join(',', Enumerable.Repeat(Message, 100_000)), StringComparison.Ordinal);
    }

    /// <summary>A member of each kind twice.</summary>
    private static string Doubled(FaultBed bed) => Of(bed).Replace("\"max", "\"max_x\":1,\"max_x\":1,\"max", StringComparison.Ordinal) is var body && body != Of(bed)
        ? body.Replace("\"messages\":", "\"messages\":[],\"messages\":", StringComparison.Ordinal).Replace("\"input\":", "\"input\":[],\"input\":", StringComparison.Ordinal).Replace("\"prompt\":", "\"prompt\":\"x\",\"prompt\":", StringComparison.Ordinal)
        : Of(bed).Replace("\"messages\":", "\"messages\":[],\"messages\":", StringComparison.Ordinal);

    private static async Task<FaultAnswer> RefuseAsync(FaultBed bed, params string[] bodies)
    {
        FaultAnswer answer = Nobody;
        foreach (string body in bodies)
        {
            answer = await PostAsync(bed, Encoding.UTF8.GetBytes(body));
            Assert.True(answer.Status == 400, $"{answer.Status} for {body[..Math.Min(200, body.Length)]}: {answer.Text}");
            AssertInvalid(bed, answer);
        }

        return answer;
    }

    /// <summary>In Bedrock's own dialect bodies are Bedrock's to judge, which has a word of its own for some; in all others none goes there.</summary>
    private static void AssertInvalid(FaultBed bed, FaultAnswer answer)
    {
        if (bed.Dialect is ConverseDialect)
        {
            Assert.Contains(bed.Dialect.ReadError(answer), (string[])["ValidationException", "SerializationException"]);
            Assert.Equal("false", answer["x-should-retry"]);
            return;
        }

        FaultAssert.Refused(bed.Dialect, answer, FaultKind.Invalid);
        Assert.True(bed.Dialect.PassesBodies || bed.First.Asked == 0);
    }

    private static async Task<FaultAnswer> AskWithoutTextAsync(FaultBed bed)
    {
        byte[] hello = "Hello"u8.ToArray();
        byte[] body = Encoding.UTF8.GetBytes(Of(bed));
        int at = body.AsSpan().IndexOf(hello);
        FaultAnswer answer = Nobody;
        foreach (byte[] text in (byte[][])[[0xFF], [0xC3], [0xED, 0xA0, 0x80], "\\ud800"u8.ToArray(), "\\udc00x"u8.ToArray(), [0], "\t"u8.ToArray()])
        {
            answer = await PostAsync(bed, [.. body[..at], .. text, .. body[(at + hello.Length)..]]);
            Assert.True(answer.Status == 400, $"{answer.Status} for {Convert.ToHexString(text)}: {answer.Text}");
            AssertInvalid(bed, answer);
        }

        return answer;
    }

    private static async Task<FaultAnswer> AskTooLargeAsync(FaultBed bed, bool chunked)
    {
        HttpRequestMessage request = bed.Dialect.Request(bed.Dialect.Path(bed.Streamed), Encoding.UTF8.GetBytes(bed.Dialect.Body(bed.Streamed, new string('x', Limit))));
        request.Headers.TransferEncodingChunked = chunked;
        FaultAnswer answer = await FaultAnswer.ReadAsync(await bed.Gateway.SendAsync(request));
        FaultAssert.Refused(bed.Dialect, answer, FaultKind.TooLarge);
        return answer;
    }

    /// <summary>A model of a name that would lead elsewhere, on the path where the dialect has it there, else in the body.</summary>
    private static async Task<FaultAnswer> AskForAsync(FaultBed bed, string onPath, string inBody)
    {
        bool isPath = bed.Dialect is ConverseDialect;
        string body = isPath ? Of(bed) : Of(bed).Replace($"\"{FaultDialect.Nova}\"", $"\"{inBody}\"", StringComparison.Ordinal).Replace($"\"{FaultDialect.Claude}\"", $"\"{inBody}\"", StringComparison.Ordinal)
            .Replace("\"by-invoke\"", $"\"{inBody}\"", StringComparison.Ordinal);
        string answer = await bed.Gateway.SendRawAsync(
            $"POST {(isPath ? bed.Dialect.Path(bed.Streamed, onPath) : bed.Dialect.Path(bed.Streamed))} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Sample.Key}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal), answer);
        Assert.DoesNotContain("\nX-Evil", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(bed.Ledger.Intents);
        return Nobody;
    }

    /// <summary>None, one that is none, one that nobody has: the same answer to each.</summary>
    private static async Task<FaultAnswer> AskWithWrongKeysAsync(FaultBed bed)
    {
        var answers = new List<FaultAnswer>();
        foreach (string? key in (string?[])[null, "x", "Basic x", Sample.OtherKey, Sample.Key[..^1], Sample.Key + "0"])
        {
            HttpRequestMessage request = bed.Dialect.Request(bed.Streamed);
            request.Headers.Remove("Authorization");
            if (key is not null)
            {
                request.Headers.Add("Authorization", $"Bearer {key}");
            }

            FaultAnswer answer = await FaultAnswer.ReadAsync(await bed.Gateway.SendAsync(request));
            FaultAssert.Refused(bed.Dialect, answer, FaultKind.InvalidKey);
            answers.Add(answer);
        }

        string id = answers[0]["x-request-id"]!;
        Assert.All(answers, answer => Assert.Equal(answers[0].Text.Replace(id, "", StringComparison.Ordinal), answer.Text.Replace(answer["x-request-id"]!, "", StringComparison.Ordinal)));
        Assert.Empty(bed.Ledger.Intents);
        return answers[0];
    }

    private static async Task<FaultAnswer> PostAsync(FaultBed bed, byte[] body) => await FaultAnswer.ReadAsync(await bed.Gateway.SendAsync(bed.Dialect.Request(bed.Dialect.Path(bed.Streamed), body)));
}
