using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Operations;

/// <summary>The free calls of the control plane. Only the probe asks anew each time. Thread-safe.</summary>
/// <param name="transport">Sends.</param>
/// <param name="time">The clock.</param>
/// <param name="keep">How long answers are kept.</param>
internal sealed class ControlPlaneOperation(BedrockTransport transport, TimeProvider time, TimeSpan keep)
{
    private const int MaxPages = 1000;
    private readonly ControlPlaneCache _cache = new(time, keep);

    /// <summary>Calls <c>ListFoundationModels</c> and says what the answer tells about the way to it.</summary>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<BedrockProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        return await transport.SendWholeAsync(
            Get("/foundation-models"),
            (response, body) => new BedrockProbe(
                transport.Settings.ControlPlane,
                time.GetElapsedTime(started),
                response.Message.Headers.Date is { } date ? date - time.GetUtcNow() : null,
                ControlPlaneReader.ReadModels(body)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Calls <c>ListFoundationModels</c>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<FoundationModel>> ListModelsAsync(CancellationToken cancellationToken) =>
        AskAsync("/foundation-models", null, ControlPlaneReader.ReadModels, cancellationToken);

    /// <summary>Calls <c>GetFoundationModel</c>.</summary>
    /// <param name="id">A model id or a foundation model's ARN.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<FoundationModel> GetModelAsync(string id, CancellationToken cancellationToken) =>
        AskAsync($"/foundation-models/{ModelPath.Encode(id)}", null, ControlPlaneReader.ReadModel, cancellationToken);

    /// <summary>Calls <c>GetInferenceProfile</c>.</summary>
    /// <param name="id">A profile's id or ARN.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<InferenceProfile> GetProfileAsync(string id, CancellationToken cancellationToken) =>
        AskAsync($"/inference-profiles/{ModelPath.Encode(id)}", null, ControlPlaneReader.ReadProfile, cancellationToken);

    /// <summary>Calls <c>ListInferenceProfiles</c>, page after page.</summary>
    /// <param name="type"><c>SYSTEM_DEFINED</c>, <c>APPLICATION</c>, or <see langword="null"/> for both.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BedrockException">Kind UnexpectedResponse: the pages have no end.</exception>
    public Task<IReadOnlyList<InferenceProfile>> ListProfilesAsync(string? type, CancellationToken cancellationToken) =>
        _cache.GetAsync($"/inference-profiles?{type}", () => ReadPagesAsync(type), cancellationToken);

    private static BedrockCall Get(string path, string? query = null) => new() { Service = BedrockService.ControlPlane, Method = HttpMethod.Get, Path = path, Query = query };

    private Task<T> AskAsync<T>(string path, string? query, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
        where T : class => _cache.GetAsync(path, () => transport.SendWholeAsync(Get(path, query), (_, body) => read(body), CancellationToken.None), cancellationToken);

    private async Task<IReadOnlyList<InferenceProfile>> ReadPagesAsync(string? type)
    {
        var all = new List<InferenceProfile>();
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            string query = "maxResults=1000" + (token is null ? "" : $"&nextToken={Uri.EscapeDataString(token)}") + (type is null ? "" : $"&type={Uri.EscapeDataString(type)}");
            (IReadOnlyList<InferenceProfile> page, token) = await transport.SendWholeAsync(Get("/inference-profiles", query), static (_, body) => ControlPlaneReader.ReadProfiles(body), CancellationToken.None).ConfigureAwait(false);
            all.AddRange(page);
            if (token is not null && (!tokens.Add(token) || tokens.Count > MaxPages))
            {
                throw new BedrockException(BedrockErrorKind.UnexpectedResponse, "The pages of inference profiles have no end.") { StatusCode = 200 };
            }
        }
        while (token is { Length: > 0 });
        return all;
    }
}
