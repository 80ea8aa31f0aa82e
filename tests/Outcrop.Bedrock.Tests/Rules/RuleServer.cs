using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Tests.Operations;
using Outcrop.Bedrock.Tests.Transport;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>A Bedrock of a few canned answers, and a client of it whose catalogue knows one model.</summary>
internal static class RuleServer
{
    public const string Answer = """{"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""";

    public static BedrockClient Client(LoopbackServer server, ModelCatalog? catalog = null, Action<BedrockClientOptions>? change = null) => new(TransportFixture.Options(server.Address, options =>
    {
        options.Catalog = catalog ?? RuleFixture.Catalog("");
        options.DefaultMaxTokens = null;
        change?.Invoke(options);
    }));

    public static Task Refuse(HttpContext context, string message) =>
        TransportFixture.Json(context, $$"""{"message":{{System.Text.Json.JsonSerializer.Serialize(message)}}}""", 400, "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/");

    public static Task Stream(HttpContext context, params (string Type, string Payload)[] events)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new EventStreamWriter();
        foreach ((string type, string payload) in events)
        {
            if (type.EndsWith("Exception", StringComparison.Ordinal))
            {
                ReferenceStream.WriteException(writer, output, type, payload);
            }
            else
            {
                ReferenceStream.WriteEvent(writer, output, type, payload);
            }
        }

        context.Response.ContentType = "application/vnd.amazon.eventstream";
        return context.Response.Body.WriteAsync(output.WrittenMemory).AsTask();
    }

    public static string Body(RecordedRequest request) => Encoding.UTF8.GetString(request.Body);
}
