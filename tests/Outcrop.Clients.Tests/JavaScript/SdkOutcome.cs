using System.Text;
using System.Text.Json;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>What one call gave the application.</summary>
internal sealed class SdkOutcome
{
    private readonly JsonElement _call;

    internal SdkOutcome(JsonElement call)
    {
        _call = call;
        Events = [.. call.GetProperty("events").EnumerateArray()];
        Error = call.TryGetProperty("error", out JsonElement error) ? new SdkError(error) : null;
    }

    /// <summary>The events the application got, before an error too.</summary>
    internal IReadOnlyList<JsonElement> Events { get; }

    /// <summary>The error it caught, if any.</summary>
    internal SdkError? Error { get; }

    /// <summary>True when the plan told it to stop early and it did.</summary>
    internal bool Aborted => _call.GetProperty("aborted").GetBoolean();

    /// <summary>The unary answer.</summary>
    internal JsonElement Output
    {
        get
        {
            AssertOk();
            return _call.GetProperty("output");
        }
    }

    internal int Attempts => _call.GetProperty("metadata").GetProperty("attempts").GetInt32();

    internal SdkOutcome AssertOk()
    {
        Assert.True(_call.GetProperty("ok").GetBoolean(), _call.GetRawText());
        return this;
    }

    internal SdkError AssertFailed()
    {
        Assert.True(Error is not null, "The call succeeded: " + _call.GetRawText());
        return Error!;
    }

    /// <summary>The answer text of a Converse.</summary>
    internal string ConverseText() => string.Concat(
        Output.GetProperty("output").GetProperty("message").GetProperty("content").EnumerateArray()
            .Where(static block => block.TryGetProperty("text", out _))
            .Select(static block => block.GetProperty("text").GetString()));

    /// <summary>The text deltas of a ConverseStream, joined.</summary>
    internal string StreamText() => string.Concat(
        Events.Where(static e => e.TryGetProperty("contentBlockDelta", out JsonElement delta) && delta.GetProperty("delta").TryGetProperty("text", out _))
            .Select(static e => e.GetProperty("contentBlockDelta").GetProperty("delta").GetProperty("text").GetString()));

    /// <summary>The one member of each ConverseStream event, in order.</summary>
    internal IReadOnlyList<string> EventNames() => [.. Events.Select(static e => e.EnumerateObject().First().Name)];

    /// <summary>The only event of a kind.</summary>
    internal JsonElement Event(string name) =>
        Assert.Single(Events, e => e.TryGetProperty(name, out _)).GetProperty(name);

    /// <summary>The body of an InvokeModel.</summary>
    internal JsonElement Body() => JsonDocument.Parse(Bytes(Output.GetProperty("body"))).RootElement;

    /// <summary>The family's own objects, one per chunk of an InvokeModelWithResponseStream.</summary>
    internal IReadOnlyList<JsonElement> Chunks() =>
        [.. Events.Select(static e => JsonDocument.Parse(Bytes(e.GetProperty("chunk").GetProperty("bytes"))).RootElement)];

    public override string ToString() => _call.GetRawText();

    private static string Bytes(JsonElement value) =>
        Encoding.UTF8.GetString(value.GetProperty("$bytes").GetBytesFromBase64());
}
