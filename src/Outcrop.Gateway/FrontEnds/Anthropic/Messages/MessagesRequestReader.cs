using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// Brings a request of messages into the neutral form: (1) it is looked over, so that what is wrong is refused by its path, (2) the family that speaks this dialect reads the conversation and the tools, (3) what is the
/// service's and not the model's is disposed of here. Every member is mapped, left out and reported, or refused; none is passed over in silence.
/// </summary>
/// <param name="body">The request's object.</param>
/// <param name="memory">The memory it is a view over.</param>
/// <param name="route">Where it goes.</param>
/// <param name="files">The files that were fetched for it.</param>
/// <param name="isCount">Whether its tokens are only counted; it needs no limit then.</param>
internal sealed class MessagesRequestReader(JsonElement body, ReadOnlyMemory<byte> memory, Route route, RemoteFiles files, bool isCount = false)
{
    private readonly List<string> _dropped = [];
    private readonly ConverseRequest _request = new() { ModelId = route.ModelId };
    private readonly bool _isClaude = IsClaude(route.ModelId);

    /// <summary>Whether a model speaks this dialect itself.</summary>
    /// <param name="modelId">The model.</param>
    public static bool IsClaude(string modelId) => ModelFamilies.Find(ModelId.Parse(modelId)) is AnthropicMessagesFamily;

    /// <summary>Fetches what a call names by URL, and reads it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">Its body's object.</param>
    /// <param name="isCount">Whether its tokens are only counted.</param>
    /// <exception cref="GatewayException">A member is not what it should be, or a file could not be had.</exception>
    public static async Task<MessagesRequest> ReadAsync(MessagesCall call, JsonElement body, bool isCount = false)
    {
        RemoteFiles files = await RemoteFiles.FetchAsync(
            MessagesUrls.Find(body), call.Context.RequestServices.GetRequiredService<UrlFetcher>(), call.Exchange.Configuration, call.Exchange.Identity, RequestEnd.Of(call.Context));
        return new MessagesRequestReader(body, call.Memory, call.Exchange.Route, files, isCount).Read();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="GatewayException">A member is not what it should be, or means what the model cannot do.</exception>
    public MessagesRequest Read()
    {
        // 1
        new MessagesShape(_isClaude).Check(body);
        InferenceConfiguration said = ReadInference();
        List<string>? stops = ReadStops();

        // 2. It was read from this dialect and may go out in another: its writer adds what its own body needs.
        AnthropicRequestReader.Read(body, _request, memory);
        _request.ReadFrom = null;

        // 3
        _request.AdditionalModelRequestFields = route.AdditionalFields;
        RouteDefaults.Fill(_request, route, said, stops);
        var output = new OutputReader(body, _request, _isClaude, _dropped);
        output.Read();
        new ServiceMembers(body, _request, _isClaude, _dropped).Read();
        new NeutralTools(_request, _isClaude, _dropped).Apply();
        new NeutralContent(_request, _isClaude, files, _dropped).Apply(MessagesUrls.Find(body, any: true));
        ReadWholeCache();
        return new MessagesRequest(_request) { Dropped = _dropped, AsksToThink = output.AsksToThink };
    }

    private InferenceConfiguration ReadInference() => new()
    {
        MaxTokens = RequestJson.Count(body, "max_tokens") ?? (isCount ? null : throw RequestJson.Wrong("max_tokens", "is required")),
        Temperature = RequestJson.Number(body, "temperature", 0, 1),
        TopP = UnsetSampling.Is(body, "top_p") ? null : RequestJson.Number(body, "top_p", 0, 1),
        TopK = RequestJson.TopK(body),
    };

    private List<string>? ReadStops()
    {
        if (!RequestJson.TryGet(body, "stop_sequences", out JsonElement given))
        {
            return null;
        }

        var stops = new List<string>();
        foreach (JsonElement stop in RequestJson.Items(given, "stop_sequences"))
        {
            stops.Add(RequestJson.Text(stop, $"stop_sequences.{stops.Count}"));
        }

        return stops;
    }

    /// <summary>The request's own <c>cache_control</c> stands for one behind its last block.</summary>
    private void ReadWholeCache()
    {
        BlockShape.CheckCacheControl(body, "");
        if (RequestJson.TryGet(body, "cache_control", out JsonElement control) && _request.Messages is [.., { Content: { Count: > 0 } last }] && last[^1] is not (CachePointBlock or ReasoningBlock or RedactedReasoningBlock))
        {
            last.Add(new CachePointBlock(RequestJson.Text(control, "ttl", "cache_control")));
        }
    }
}
