using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Catalog;

/// <summary>
/// Finds the base model behind an identifier that does not tell it: by the options, else by one question to the control plane. What it finds is kept; a failure is remembered briefly and is not fatal, since the call itself
/// may well be allowed where the question is not. Thread-safe.
/// </summary>
internal sealed class ModelIdResolver
{
    private const int MaxKept = 4096;
    private const int MaxAnswer = 1024 * 1024;
    private static readonly TimeSpan FailureRest = TimeSpan.FromMinutes(1);
    private readonly BedrockTransport? _transport;
    private readonly IDictionary<string, string> _configured;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Task<Answer>> _answers;

    /// <summary>Creates a resolver.</summary>
    /// <param name="transport">Asks the control plane.</param>
    /// <param name="options">Gives the configured base models and the clock.</param>
    public ModelIdResolver(BedrockTransport transport, BedrockClientOptions options)
    {
        _transport = transport;
        _configured = new Dictionary<string, string>(options.BaseModels, StringComparer.Ordinal);
        _time = options.TimeProvider;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Outcrop.Bedrock");
        _answers = new(StringComparer.Ordinal);
    }

    private ModelIdResolver(ModelIdResolver known)
    {
        _configured = known._configured;
        _time = known._time;
        _logger = known._logger;
        _answers = known._answers;
    }

    /// <summary>A resolver that knows what this one has been told and asks nobody.</summary>
    public ModelIdResolver Offline() => new(this);

    /// <summary>Parses an identifier and completes what it does not tell.</summary>
    /// <param name="value">The identifier.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BedrockException">Kind Validation: no identifier.</exception>
    public async ValueTask<ModelId> ResolveAsync(string value, CancellationToken cancellationToken)
    {
        ModelId id = ModelId.Parse(value);
        if (_configured.TryGetValue(value, out string? configured))
        {
            return With(id, configured);
        }

        if (id.BaseModelId is not null || QuestionFor(id) is null)
        {
            return id;
        }

        if (_transport is null)
        {
            return _answers.TryGetValue(value, out Task<Answer>? told) && told.IsCompletedSuccessfully && (await told.ConfigureAwait(false)).Base is { } known ? With(id, known) : id;
        }

        while (true)
        {
            if (!_answers.TryGetValue(value, out Task<Answer>? pending))
            {
                if (_answers.Count >= MaxKept)
                {
                    _answers.Clear();
                }

                // Asked outside the caller's token, since others may wait for the same answer.
                var asking = new Lazy<Task<Answer>>(() => AskAsync(id));
                pending = _answers.GetOrAdd(value, static (_, lazy) => lazy.Value, asking);
            }

            Answer answer = await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Base is { } found)
            {
                return With(id, found);
            }

            if (_time.GetUtcNow() < answer.RestUntil)
            {
                return id;
            }

            _answers.TryRemove(KeyValuePair.Create(value, pending));
        }
    }

    private static ModelId With(ModelId id, string baseModel) => ModelId.TryParse(baseModel, out ModelId? found) && found.BaseModelId is not null
        ? id with { BaseModelId = found.BaseModelId, Provider = found.Provider }
        : id with { BaseModelId = baseModel, Provider = id.Provider };

    /// <summary>The path to ask, or <see langword="null"/> for what the control plane does not know.</summary>
    private static string? QuestionFor(ModelId id) => id.Kind switch
    {
        ModelIdKind.ApplicationInferenceProfile => $"/inference-profiles/{ModelPath.Encode(id.Value)}",
        ModelIdKind.ProvisionedModel => $"/provisioned-model-throughput/{ModelPath.Encode(id.Value)}",
        ModelIdKind.CustomModel when id.Value.Contains(":custom-model-deployment/", StringComparison.Ordinal) => $"/model-customization/custom-model-deployments/{ModelPath.Encode(id.Value)}",
        ModelIdKind.CustomModel => $"/custom-models/{ModelPath.Encode(id.Value)}",
        ModelIdKind.ImportedModel => $"/imported-models/{ModelPath.Encode(id.Value)}",
        ModelIdKind.PromptRouter => $"/prompt-routers/{ModelPath.Encode(id.Value)}",
        ModelIdKind.FoundationModel or ModelIdKind.InferenceProfile or ModelIdKind.Prompt or ModelIdKind.MarketplaceEndpoint or ModelIdKind.Unknown => null,
        _ => throw new ArgumentOutOfRangeException(nameof(id)),
    };

    private async Task<Answer> AskAsync(ModelId id)
    {
        try
        {
            // A deployment leads to a custom model, which leads to its base: two questions at most, and a bound in case of a ring.
            ModelId current = id;
            for (int depth = 0; depth < 3 && QuestionFor(current) is { } path; depth++)
            {
                var call = new BedrockCall { Service = BedrockService.ControlPlane, Method = HttpMethod.Get, Path = path };
                string? next = await _transport!.SendAsync(call, ReadAsync, CancellationToken.None).ConfigureAwait(false);
                if (next is null)
                {
                    break;
                }

                if (!ModelId.TryParse(next, out ModelId? named) || named.BaseModelId is not null || QuestionFor(named) is null)
                {
                    return new Answer(named?.BaseModelId ?? next, default);
                }

                current = named;
            }
        }
        catch (BedrockException fault)
        {
            // The identifier stays unresolved, which the caller can work with.
            TransportLog.BaseModelUnknown(_logger, id.Value, fault.Message);
        }

        return new Answer(null, _time.GetUtcNow() + FailureRest);
    }

    private static async ValueTask<string?> ReadAsync(BedrockHttpResponse response, CancellationToken cancellationToken)
    {
        using (response)
        {
            using PooledBody body = await PooledBody.ReadAsync(response.Body, MaxAnswer, cancellationToken: cancellationToken).ConfigureAwait(false);
            try
            {
                using JsonDocument document = JsonDocument.Parse(body.Memory);
                return ReadBase(document.RootElement);
            }
            catch (JsonException fault)
            {
                throw new BedrockException(BedrockErrorKind.UnexpectedResponse, "The control plane's answer is no JSON.", fault);
            }
        }
    }

    private static string? ReadBase(JsonElement root)
    {
        // GetInferenceProfile and GetPromptRouter list models; a provisioned model names its foundation model, a custom one its base, a deployment its custom model.
        if (root.TryGetProperty("models", out JsonElement models) && models.ValueKind == JsonValueKind.Array && models.GetArrayLength() > 0)
        {
            return Text(models[0], "modelArn");
        }

        // An imported model has an architecture instead of a base: llama, mistral, qwen2, ….
        return Text(root, "foundationModelArn") ?? Text(root, "baseModelArn") ?? Text(root, "modelArchitecture") ?? Text(root, "modelArn");
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private sealed record Answer(string? Base, DateTimeOffset RestUntil);
}
