using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// What Bedrock tells and this dialect has no words for: a guardrail's trace, a stop reason that another word stands for, the kinds of content that could not be told. Most answers have none of it, and then no member
/// <c>bedrock</c>, which only this gateway's own callers know.
/// </summary>
internal sealed class AnswerDetails : IDisposable
{
    private readonly PooledBufferWriter _output = new(256);
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins with what is known at every answer's end.</summary>
    /// <param name="reason">Bedrock's stop reason.</param>
    /// <param name="omitted">The kinds of content that were left out.</param>
    public AnswerDetails(StopReason reason, List<string> omitted)
    {
        _json = new Utf8JsonWriter(_output);
        _json.WriteStartObject();
        HasAny = omitted.Count > 0 || MessagesStop.Of(reason) != reason.Value;
        _json.WriteString("stopReason"u8, reason.Value);
        if (omitted.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("omitted"u8);
        foreach (string kind in omitted)
        {
            _json.WriteStringValue(kind);
        }

        _json.WriteEndArray();
    }

    /// <summary>The members of Bedrock's that are told.</summary>
    public static IReadOnlyList<string> Members { get; } = ["trace", "amazon-bedrock-trace", "performanceConfig", "serviceTier"];

    /// <summary>Whether there is anything to tell.</summary>
    public bool HasAny { get; private set; }

    /// <summary>The name of a kind of content that this dialect cannot tell.</summary>
    /// <param name="block">The block.</param>
    public static string NameOf(ContentBlock block) => block switch
    {
        ImageBlock => "image",
        VideoBlock => "video",
        AudioBlock => "audio",
        DocumentBlock => "document",
        ToolResultBlock => "toolResult",
        UnknownBlock unknown => unknown.Name,
        _ => block.GetType().Name,
    };

    /// <summary>Adds a member.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Add(string name, ReadOnlyMemory<byte> value)
    {
        HasAny = true;
        _json.WritePropertyName(name == "amazon-bedrock-trace" ? "trace" : name);
        _json.WriteRawValue(value.Span, skipInputValidation: true);
    }

    /// <summary>The object; valid until this is disposed of.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _output.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _output.Dispose();
    }
}
