using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Catalog;

/// <summary>Reads the control plane's answers. Members that are absent, null or of another type than documented are taken as not told: the service tells more, and less, than its model says (recorded).</summary>
internal static class ControlPlaneReader
{
    /// <summary>Reads the answer of <c>ListFoundationModels</c>.</summary>
    /// <param name="body">The body; nothing of it is kept.</param>
    /// <exception cref="BedrockException">Kind UnexpectedResponse: no such answer.</exception>
    public static IReadOnlyList<FoundationModel> ReadModels(ReadOnlyMemory<byte> body) => Read(body, "list of foundation models", static root => Items(root, "modelSummaries", ReadModel));

    /// <summary>Reads the answer of <c>GetFoundationModel</c>.</summary>
    /// <inheritdoc cref="ReadModels"/>
    public static FoundationModel ReadModel(ReadOnlyMemory<byte> body) => Read(body, "foundation model", static root => ReadModel(root.GetProperty("modelDetails")));

    /// <summary>Reads one page of <c>ListInferenceProfiles</c>.</summary>
    /// <inheritdoc cref="ReadModels"/>
    public static (IReadOnlyList<InferenceProfile> Profiles, string? NextToken) ReadProfiles(ReadOnlyMemory<byte> body) =>
        Read(body, "list of inference profiles", static root => ((IReadOnlyList<InferenceProfile>)Items(root, "inferenceProfileSummaries", ReadProfile), Text(root, "nextToken")));

    /// <summary>Reads the answer of <c>GetInferenceProfile</c>.</summary>
    /// <inheritdoc cref="ReadModels"/>
    public static InferenceProfile ReadProfile(ReadOnlyMemory<byte> body) => Read(body, "inference profile", ReadProfile);

    private static T Read<T>(ReadOnlyMemory<byte> body, string what, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BedrockException(BedrockErrorKind.UnexpectedResponse, $"The answer is no {what}.", fault) { StatusCode = 200 };
        }
    }

    private static List<T> Items<T>(JsonElement root, string name, Func<JsonElement, T> read)
    {
        var items = new List<T>();
        foreach (JsonElement item in root.GetProperty(name).EnumerateArray())
        {
            items.Add(read(item));
        }

        return items;
    }

    private static FoundationModel ReadModel(JsonElement model) => new()
    {
        Id = model.GetProperty("modelId").GetString() ?? throw new JsonException("modelId is null."),
        Arn = Text(model, "modelArn"),
        Name = Text(model, "modelName") ?? "",
        Provider = Text(model, "providerName") ?? "",
        InputModalities = Texts(model, "inputModalities") ?? [],
        OutputModalities = Texts(model, "outputModalities") ?? [],
        Streaming = Flag(model, "responseStreamingSupported"),
        Customizations = Texts(model, "customizationsSupported") ?? [],
        InferenceTypes = Texts(model, "inferenceTypesSupported") ?? [],
        Lifecycle = Object(model, "modelLifecycle") is not { } life ? null : new FoundationModelLifecycle
        {
            Status = Text(life, "status") ?? "",
            Start = Time(life, "startOfLifeTime"),
            Legacy = Time(life, "legacyTime"),
            ExtendedAccess = Time(life, "publicExtendedAccessTime"),
            EndOfLife = Time(life, "endOfLifeTime"),
        },
        Converse = Object(model, "converse") is not { } converse ? null : new FoundationModelConverse
        {
            MaxTokensMaximum = Number(converse, "maxTokensMaximum"),
            MaxTokensDefault = Number(converse, "maxTokensDefault"),
            System = Flag(converse, "systemRoleSupported"),
            Images = Texts(converse, "userImageTypesSupported"),
            Documents = Texts(converse, "userDocumentTypesSupported"),
            Videos = Texts(converse, "userVideoTypesSupported"),
            ReasoningEmbedded = Object(converse, "reasoningSupported") is { } reasoning ? Flag(reasoning, "embedded") : null,
            AdditionalFields = Text(converse, "additionalRequestFieldsSchema"),
        },
        Guardrails = Flag(model, "guardrailsSupported"),
        PromptCaching = Object(model, "explicitPromptCaching") is { } caching ? Flag(caching, "isSupported") : null,
        LatencyOptimized = Flag(model, "latencyOptimizationSupported"),
        Raw = Raw(model),
    };

    private static InferenceProfile ReadProfile(JsonElement profile)
    {
        string[] arns = profile.TryGetProperty("models", out JsonElement models) && models.ValueKind == JsonValueKind.Array
            ? [.. models.EnumerateArray().Select(model => Text(model, "modelArn")).OfType<string>()]
            : [];
        string?[] bases = [.. arns.Select(arn => ModelId.TryParse(arn, out ModelId? id) ? id.BaseModelId : null).Distinct()];
        return new InferenceProfile
        {
            Id = profile.GetProperty("inferenceProfileId").GetString() ?? throw new JsonException("inferenceProfileId is null."),
            Arn = Text(profile, "inferenceProfileArn"),
            Name = Text(profile, "inferenceProfileName") ?? "",
            Description = Text(profile, "description"),
            Status = Text(profile, "status") ?? "",
            Type = Text(profile, "type") ?? "",
            Created = Time(profile, "createdAt"),
            Updated = Time(profile, "updatedAt"),
            ModelArns = arns,
            BaseModelId = bases.Length == 1 ? bases[0] : null,
            Raw = Raw(profile),
        };
    }

    private static RawJson Raw(JsonElement element) => new(JsonMarshal.GetRawUtf8Value(element).ToArray());

    private static JsonElement? Object(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static bool? Flag(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    private static int? Number(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : null;

    private static IReadOnlyList<string>? Texts(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Array } value
        ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : null;

    private static DateTimeOffset? Time(JsonElement element, string name) => Member(element, name) switch
    {
        // ISO 8601 with nine digits was recorded; seconds since 1970 are what the protocol says.
        { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        { ValueKind: JsonValueKind.Number } seconds when seconds.TryGetDouble(out double value) && Math.Abs(value) < 1e11 => DateTimeOffset.UnixEpoch.AddSeconds(value),
        _ => null,
    };

    private static JsonElement? Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;
}
