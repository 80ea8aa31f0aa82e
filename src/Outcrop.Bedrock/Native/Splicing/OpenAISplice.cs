using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>
/// OpenAI's Chat Completions or Responses on the surfaces that speak them: the model bears the surface's name of it, and a stream of chunks tells what it cost. InvokeModel is not among them: its models write their
/// reasoning into the text. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html.
/// </summary>
/// <param name="api">Which of the two.</param>
internal sealed class OpenAISplice(BedrockApi api) : SpliceDialect
{
    private const string StreamOptions = "stream_options";
    private static readonly ReadOnlyMemory<byte> s_usage = "{\"include_usage\":true}"u8.ToArray();

    /// <summary>Chat Completions.</summary>
    public static OpenAISplice Chat { get; } = new(BedrockApi.OpenAIChat);

    /// <summary>Responses.</summary>
    public static OpenAISplice Responses { get; } = new(BedrockApi.OpenAIResponses);

    /// <inheritdoc/>
    public override IReadOnlyList<string> MaxTokensNames { get; } = api == BedrockApi.OpenAIChat ? ["max_completion_tokens", "max_tokens"] : ["max_output_tokens"];

    /// <summary>Chat Completions' may be one text, which is no list: it goes out as it is. Responses has none.</summary>
    public override string StopName => "stop";

    /// <inheritdoc/>
    public override BedrockApi Choose(ModelId modelId, BedrockClientOptions options) => api;

    /// <inheritdoc/>
    public override void Splice(
        SplicedRequest request, IReadOnlyList<string> betas, SurfaceRoute? route, JsonSplicer splicer, List<KeyValuePair<string, string>> headers, ICollection<DroppedParameter> dropped)
    {
        splicer.Set("model", JsonValues.String((route ?? throw new ArgumentNullException(nameof(route))).Model));
        headers.AddRange(request.Headers);
        if (api == BedrockApi.OpenAIChat && request.Stream)
        {
            SpliceUsage(request.Body, splicer);
        }
    }

    /// <summary>Whoever pays for the stream must know what it cost, also where the caller does not want to be told.</summary>
    private static void SpliceUsage(JsonEnvelope body, JsonSplicer splicer)
    {
        if (!body.TryGet(StreamOptions, out JsonMember given) || given.Kind != JsonTokenType.StartObject)
        {
            splicer.Set(StreamOptions, s_usage);
            return;
        }

        using JsonDocument document = JsonDocument.Parse(body.GetValue(given));
        if (document.RootElement.TryGetProperty("include_usage", out JsonElement wanted) && wanted.ValueKind == JsonValueKind.True)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteBoolean("include_usage", true);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (!member.NameEquals("include_usage"))
                {
                    ConverseJson.WriteRaw(json, member);
                }
            }

            json.WriteEndObject();
        }

        splicer.Set(StreamOptions, buffer.WrittenMemory);
    }
}
