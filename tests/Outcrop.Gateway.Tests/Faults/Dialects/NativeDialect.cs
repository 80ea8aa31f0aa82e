using System.Text;
using System.Text.Json;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Tests.Faults.Dialects;

/// <summary>Bedrock's own dialect: Converse.</summary>
public class ConverseDialect : FaultDialect
{
    public override string Name => "converse";

    public override string FrontEnd => "bedrock";

    public override string Finish => "messageStop";

    public override bool PassesBodies => true;

    protected virtual string Model => Nova;

    public override string Path(bool streamed, string? model = null) => $"/model/{model ?? Uri.EscapeDataString(Model)}/{(streamed ? "converse-stream" : "converse")}";

    public override string Body(bool streamed, string text = "Hello") => $$"""{"messages":[{"role":"user","content":[{"text":"{{text}}"}]}],"inferenceConfig":{"maxTokens":200} }""";

    public override (int Status, string Error) ErrorOf(FaultKind kind) => kind switch
    {
        FaultKind.Throttled or FaultKind.ThrottledEverywhere => (429, "ThrottlingException"),
        FaultKind.Unavailable or FaultKind.ShuttingDown => (503, "ServiceUnavailableException"),
        FaultKind.ServiceFailed or FaultKind.Broken or FaultKind.Credentials => (500, "InternalServerException"),
        FaultKind.Timeout => (408, "ModelTimeoutException"),
        FaultKind.ModelFailed => (424, "ModelErrorException"),
        FaultKind.ModelStreamFailed => (424, "ModelStreamErrorException"),
        FaultKind.Unknown => (500, "SomethingNewException"),
        FaultKind.Invalid => (400, "ValidationException"),
        FaultKind.InvalidKey => (403, "UnrecognizedClientException"),
        FaultKind.TooLarge => (413, "ValidationException"),
        FaultKind.RequestTimeout => (408, "RequestTimeoutException"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public override string MarkOf(FaultKind kind) => kind switch
    {
        // A union of ConverseStream has no time-out.
        FaultKind.Broken => "modelStreamErrorException",
        FaultKind.Timeout => IsInvoke ? "modelTimeoutException" : "modelStreamErrorException",
        _ => ErrorOf(kind).Error is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "",
    };

    public override string ReadError(FaultAnswer answer)
    {
        Assert.NotEmpty(answer["x-amzn-RequestId"]!);
        Assert.NotEmpty(JsonDocument.Parse(answer.Body).RootElement.GetProperty("message").GetString()!);
        return answer["x-amzn-ErrorType"]!;
    }

    protected override FaultReading ReadStream(FaultAnswer answer)
    {
        // The decoder checks both checksums of every frame.
        var text = new StringBuilder();
        bool isFinished = false;
        string? error = null;
        using var decoder = new EventStreamDecoder();
        decoder.Append(answer.Body);
        while (decoder.TryRead(out EventStreamFrame frame))
        {
            Assert.True(error is null, "a frame stands behind the exception");
            error = frame.TryGetString(":exception-type"u8, out ReadOnlySpan<byte> exception) ? Encoding.UTF8.GetString(exception) : null;
            JsonElement payload = JsonDocument.Parse(frame.Payload).RootElement;
            bool isStop = frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> type) && type.SequenceEqual("messageStop"u8);
            (string? said, bool stops) = Take(payload);
            text.Append(said);
            isFinished |= isStop || stops;
        }

        Assert.Equal(0, decoder.BufferedLength);
        return new FaultReading(text.ToString(), isFinished, error);
    }

    protected virtual (string? Text, bool Stops) Take(JsonElement payload) => (TextAt(payload, "delta", "text"), false);

    protected override FaultReading ReadWhole(JsonElement answer) => new(TextAt(answer, "output", "message", "content", "text") ?? "", TextAt(answer, "stopReason") is not null, null);
}

/// <summary>Bedrock's own dialect: InvokeModel with Claude's body.</summary>
public sealed class InvokeDialect : ConverseDialect
{
    public override string Name => "invoke";

    /// <summary>How the base64 of Claude's last chunk begins.</summary>
    public override string Finish => "eyJ0eXBlIjoibWVzc2FnZV9zdG9w";

    public override bool IsInvoke => true;

    protected override string Model => Claude;

    public override string Path(bool streamed, string? model = null) => $"/model/{model ?? Uri.EscapeDataString(Model)}/{(streamed ? "invoke-with-response-stream" : "invoke")}";

    public override string Body(bool streamed, string text = "Hello") => $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":200,"messages":[{"role":"user","content":"{{text}}"}]}""";

    protected override (string? Text, bool Stops) Take(JsonElement payload)
    {
        if (TextAt(payload, "bytes") is not { } bytes)
        {
            return (null, false);
        }

        JsonElement chunk = JsonDocument.Parse(Convert.FromBase64String(bytes)).RootElement;
        return (TextAt(chunk, "delta", "text"), TextAt(chunk, "type") == "message_stop");
    }

    protected override FaultReading ReadWhole(JsonElement answer) => new(TextAt(answer, "content", "text") ?? "", TextAt(answer, "stop_reason") is not null, null);
}
