using System.Text;
using System.Text.Json;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>An answer as its caller has it, and whether it is what the error map says.</summary>
internal sealed record ErrorAnswer(int Status, byte[] Body, IReadOnlyDictionary<string, string> Headers, bool IsWhole)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public static async Task<ErrorAnswer> ReadAsync(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            headers[name] = string.Join(",", values);
        }

        using var bytes = new MemoryStream();
        bool whole = true;
        try
        {
            await response.Content.CopyToAsync(bytes);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            whole = false;
        }

        return new ErrorAnswer((int)response.StatusCode, bytes.ToArray(), headers, whole);
    }

    /// <summary>Checks an error that is the whole answer.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="kind">What failed.</param>
    /// <param name="cell">The map's row.</param>
    /// <param name="wait">The wait in seconds, where it is known; else any.</param>
    public void IsError(ErrorDialect dialect, GatewayErrorKind kind, ErrorCell cell, int? wait = null)
    {
        Assert.True(Status == StatusOf(dialect, cell), $"{Status} and not {StatusOf(dialect, cell)}: {Text}");
        Assert.Equal("application/json", Headers["Content-Type"]);
        Assert.Equal("no-store", Headers["Cache-Control"]);
        Assert.StartsWith("req_", Headers["x-request-id"], StringComparison.Ordinal);
        Assert.Equal(cell.Retry ? "true" : "false", Headers["x-should-retry"]);
        HasWait(dialect, cell.Retry, wait);
        Assert.Equal(kind == GatewayErrorKind.InvalidKey, Headers.ContainsKey("WWW-Authenticate"));
        Assert.Equal(dialect == ErrorDialect.Bedrock ? cell.Name : null, Headers.GetValueOrDefault("x-amzn-ErrorType"));
        Assert.Equal(dialect == ErrorDialect.Bedrock, Headers.ContainsKey("x-amzn-RequestId"));
        Assert.Equal(dialect == ErrorDialect.Anthropic ? Headers["x-request-id"] : null, Headers.GetValueOrDefault("request-id"));
        TellsNothing();
        using JsonDocument document = JsonDocument.Parse(Body);
        JsonElement body = document.RootElement;
        switch (dialect)
        {
            case ErrorDialect.Seed:
                Assert.Equal(["detail"], Members(body));
                Assert.NotEmpty(body.GetProperty("detail").GetString()!);
                break;
            case ErrorDialect.OpenAI or ErrorDialect.Responses:
                Assert.Equal(["error"], Members(body));
                IsOpenAI(body.GetProperty("error"), kind, cell);
                break;
            case ErrorDialect.Anthropic:
                IsAnthropic(body, cell);
                break;
            default:
                Assert.Equal("message", Members(body)[0]);
                Assert.NotEmpty(body.GetProperty("message").GetString()!);
                break;
        }
    }

    /// <summary>Checks an answer that has shown content and then broke.</summary>
    /// <param name="front">How it was asked.</param>
    /// <param name="kind">What failed.</param>
    /// <param name="cell">The map's row.</param>
    /// <param name="frame">The name of its exception frame.</param>
    public void IsBroken(ErrorFront front, GatewayErrorKind kind, ErrorCell cell, string frame)
    {
        Assert.True(Status == 200, $"{Status}: {Text}");
        Assert.StartsWith("req_", Headers["x-request-id"], StringComparison.Ordinal);
        Assert.Equal(front.Dialect != ErrorDialect.Seed, IsWhole);
        TellsNothing();
        Assert.DoesNotContain("[DONE]", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("messageStop", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("response.completed", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("response.incomplete", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("finish_reason\":\"", Text, StringComparison.Ordinal);
        switch (front.Dialect)
        {
            case ErrorDialect.Seed:
                // The whole answer is text, so the mark is a line of its own, and only the cut is proof.
                string[] lines = Text.Split('\n');
                Assert.Equal(("one ", "", ""), (lines[0], lines[1], lines[^1]));
                Assert.StartsWith($"[outcrop-error] {kind}: ", lines[2], StringComparison.Ordinal);
                Assert.EndsWith($"(request {Headers["x-request-id"]})", lines[2], StringComparison.Ordinal);
                Assert.Equal(4, lines.Length);
                break;
            case ErrorDialect.Bedrock:
                IsFrames(ErrorWire.Before(front.Wire, ErrorWire.WithContent(front.Wire)), frame);
                break;
            default:
                IsEvents(front.Dialect, kind, cell);
                break;
        }
    }

    private static int StatusOf(ErrorDialect dialect, ErrorCell cell) => dialect switch
    {
        ErrorDialect.Seed => cell.Seed,
        ErrorDialect.OpenAI or ErrorDialect.Responses => cell.OpenAI,
        ErrorDialect.Anthropic => cell.Anthropic,
        _ => cell.Aws,
    };

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(static member => member.Name)];

    private static void IsOpenAI(JsonElement error, GatewayErrorKind kind, ErrorCell cell)
    {
        Assert.Equal(["message", "type", "param", "code"], Members(error));
        Assert.Equal((cell.Type, cell.Code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.Equal(kind == GatewayErrorKind.ModelNotFound, error.GetProperty("param").ValueKind == JsonValueKind.String);
    }

    private void IsAnthropic(JsonElement body, ErrorCell cell)
    {
        Assert.Equal(["type", "error", "request_id"], Members(body));
        Assert.Equal(("error", Headers["x-request-id"]), (body.GetProperty("type").GetString(), body.GetProperty("request_id").GetString()));
        Assert.Equal(["type", "message"], Members(body.GetProperty("error")));
        Assert.Equal(cell.Word, body.GetProperty("error").GetProperty("type").GetString());
        Assert.NotEmpty(body.GetProperty("error").GetProperty("message").GetString()!);
    }

    private void HasWait(ErrorDialect dialect, bool expected, int? wait)
    {
        string[] names = dialect == ErrorDialect.Bedrock ? ["Retry-After", "retry-after-ms", "x-amz-retry-after"] : ["Retry-After", "retry-after-ms"];
        foreach (string name in names)
        {
            Assert.Equal(expected, Headers.ContainsKey(name));
        }

        if (expected)
        {
            int seconds = int.Parse(Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture);
            int milliseconds = int.Parse(Headers["retry-after-ms"], System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(milliseconds, 1, seconds * 1000);
            Assert.Equal(wait ?? seconds, seconds);
            Assert.Equal(wait * 1000 ?? milliseconds, milliseconds);
            Assert.Equal(dialect == ErrorDialect.Bedrock ? Headers["retry-after-ms"] : null, Headers.GetValueOrDefault("x-amz-retry-after"));
        }
    }

    /// <summary>No ARN, account, URL, credential or header of AWS's, and no stack, anywhere.</summary>
    private void TellsNothing()
    {
        string all = Text + string.Concat(Headers.Select(static header => $"\n{header.Key}: {header.Value}"));
        Assert.All(ErrorWire.Forbidden, word => Assert.DoesNotContain(word, all, StringComparison.OrdinalIgnoreCase));
    }

    private void IsEvents(ErrorDialect dialect, GatewayErrorKind kind, ErrorCell cell)
    {
        Assert.Contains("one ", Text, StringComparison.Ordinal);
        (string name, string data) = NativeCalling.EventsOf(Text)[^1];
        using JsonDocument document = JsonDocument.Parse(data);
        JsonElement last = document.RootElement;
        if (dialect == ErrorDialect.OpenAI)
        {
            Assert.Equal("", name);
            Assert.Equal("error", Members(last)[0]);
            IsOpenAI(last.GetProperty("error"), kind, cell);
            return;
        }

        Assert.Equal("error", name);
        if (dialect == ErrorDialect.Anthropic)
        {
            IsAnthropic(last, cell);
            return;
        }

        Assert.Equal(("error", cell.Code ?? cell.Type), (last.GetProperty("type").GetString(), last.GetProperty("code").GetString()));
        Assert.NotEmpty(last.GetProperty("message").GetString()!);
        Assert.True(last.TryGetProperty("param", out _));
        Assert.True(last.GetProperty("sequence_number").GetInt32() > 0);
        Assert.Equal(cell.Type, last.GetProperty("error").GetProperty("type").GetString());
    }

    /// <summary>The frames that were sound, byte for byte, and one exception frame that a reader takes: both checksums are right.</summary>
    private void IsFrames(byte[] sound, string name)
    {
        Assert.True(Body.AsSpan().StartsWith(sound), "What was sound has not come through.");
        using var reader = new EventStreamReader(new MemoryStream(Body[sound.Length..]));
        Assert.True(reader.ReadAsync().AsTask().GetAwaiter().GetResult());
        EventStreamFrame frame = reader.Current;
        Assert.Equal(("exception", name, "application/json"), (Header(frame, ":message-type"), Header(frame, ":exception-type"), Header(frame, ":content-type")));
        Assert.NotEmpty(JsonDocument.Parse(frame.Payload).RootElement.GetProperty("message").GetString()!);
        Assert.False(reader.ReadAsync().AsTask().GetAwaiter().GetResult());
    }

    private static string Header(EventStreamFrame frame, string name) => frame.TryGetString(Encoding.UTF8.GetBytes(name), out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : "";
}
