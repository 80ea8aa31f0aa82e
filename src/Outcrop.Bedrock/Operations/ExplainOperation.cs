using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Explain;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Operations;

/// <summary>
/// Explains a chat request: the request is prepared, built and signed as for a call, and shown instead of sent. Thread-safe.
/// 1. The model is resolved by what is known without asking. 2. The request is prepared; what is refused is taken out and told. 3. Its HTTP form is built, signed where there are credentials.
/// 4. Every parameter is judged.
/// </summary>
internal sealed class ExplainOperation
{
    // Looking for credentials may ask a machine's metadata service that is not there.
    private static readonly TimeSpan CredentialsWait = TimeSpan.FromSeconds(3);
    private readonly BedrockTransport _transport;
    private readonly ModelIdResolver _resolver;
    private readonly BedrockClientOptions _options;
    private readonly ChatOperation _chat;

    /// <summary>Creates the operation.</summary>
    /// <param name="transport">Knows endpoint and credentials.</param>
    /// <param name="resolver">What it has learned is used; it is not asked.</param>
    /// <param name="chat">What would send the requests.</param>
    /// <param name="options">The client's.</param>
    public ExplainOperation(BedrockTransport transport, ModelIdResolver resolver, ChatOperation chat, BedrockClientOptions options)
    {
        _transport = transport;
        _resolver = resolver.Offline();
        _options = options;
        _chat = chat.ForShow();
    }

    /// <summary>Explains a request.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="api">The API asked for.</param>
    /// <param name="stream">Whether a stream is asked for.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    /// <exception cref="BedrockException">Kind Configuration: region, endpoint or credentials contradict each other.</exception>
    public async Task<ExplainedRequest> ExplainAsync(ConverseRequest request, BedrockApi api, bool stream, CancellationToken cancellationToken)
    {
        // 1. The model, the API, the family.
        if (!ModelId.TryParse(request.ModelId, out _))
        {
            return Unreadable(request, "modelId", "The model identifier is not valid.");
        }

        ModelId modelId = await _resolver.ResolveAsync(request.ModelId, cancellationToken).ConfigureAwait(false);
        BedrockApi chosen = ApiChoice.Choose(request, modelId, api, _options);
        ModelFamily? family = chosen == BedrockApi.InvokeModel ? ModelFamilies.Find(modelId) : null;
        string upstream = family?.Name ?? (chosen == BedrockApi.Converse ? DispositionTable.Converse : chosen.ToString());
        RawJson json;
        try
        {
            json = request.ToJson();
        }
        catch (BedrockException refusal) when (refusal.Kind == BedrockErrorKind.Validation)
        {
            return Unreadable(request, "request", refusal.Message);
        }

        // 2. The request as it would go out.
        using JsonDocument document = JsonDocument.Parse(json.Utf8, ConverseJson.DocumentOptions);
        DispositionTable table = DispositionTable.Default;
        IReadOnlyList<RequestParameter> parameters = ParameterWalk.Find(request, document.RootElement, table);
        var search = new RefusalSearch(table, upstream, left => _chat.PrepareAsync(left, api, stream, cancellationToken));
        using PreparedChat? prepared = await search.PrepareAsync(request, parameters).ConfigureAwait(false);
        List<string> notes = Notes(modelId, stream, prepared);

        // 3. Its HTTP form.
        (HttpRequestMessage Message, string? Note)? sent = prepared is null ? null : await BuildAsync(prepared.Call, cancellationToken).ConfigureAwait(false);
        using HttpRequestMessage? message = sent?.Message;

        // 4. What became of what.
        using JsonDocument? body = prepared is null ? null : JsonDocument.Parse(prepared.Call.Body, ConverseJson.DocumentOptions);
        UpstreamView? view = body is null ? null : new UpstreamView(body.RootElement, prepared!.Call.Headers);
        var judge = new DispositionJudge(table, upstream, prepared?.Report ?? new RequestReport(), view, search.Refusals, _options.StrictParameters);
        IReadOnlyList<ParameterDisposition> dispositions = judge.Judge(parameters);
        bool refused = message is null || dispositions.Any(static disposition => disposition.Kind == DispositionKind.Refused);
        if (!refused && sent?.Note is { } note)
        {
            notes.Add(note);
        }

        return new ExplainedRequest
        {
            ModelId = request.ModelId,
            BaseModelId = modelId.BaseModelId,
            Api = chosen,
            Family = family?.Name,
            Why = ApiReason.Of(request, modelId, chosen, api, _options, family),
            IsStreamed = prepared?.IsStreamed ?? false,
            IsRefused = refused,
            Uri = refused ? null : message!.RequestUri,
            Headers = refused ? [] : SafeHeaders.Of(message!),
            Body = refused ? default : prepared!.Call.Body.ToArray(),
            Dispositions = dispositions,
            Notes = notes,
        };
    }

    private static ExplainedRequest Unreadable(ConverseRequest request, string name, string reason) => new()
    {
        ModelId = request.ModelId,
        Api = BedrockApi.Converse,
        Why = "No API: the request cannot be read.",
        IsRefused = true,
        Dispositions = [new ParameterDisposition(name, DispositionKind.Refused, null, reason)],
    };

    private List<string> Notes(ModelId modelId, bool stream, PreparedChat? prepared)
    {
        var notes = new List<string>();
        if (modelId.BaseModelId is null)
        {
            notes.Add("The identifier does not tell its model. A call asks the control plane where it can; this explanation does not: name the model in the client's BaseModels.");
        }
        else if (_options.Catalog.Find(modelId) is null)
        {
            notes.Add($"{modelId.BaseModelId} is not in the catalogue: no rule of a model is applied, everything goes out as it is.");
        }

        if (stream && prepared is { IsStreamed: false })
        {
            notes.Add("The model does not stream here: the whole answer is asked for, and a stream is made of it.");
        }

        return notes;
    }

    private async Task<(HttpRequestMessage Message, string? Note)> BuildAsync(BedrockCall call, CancellationToken cancellationToken)
    {
        ResolvedCredentials? credentials = null;
        string? note = null;
        try
        {
            credentials = await _transport.Credentials.GetAsync(null, cancellationToken).AsTask().WaitAsync(CredentialsWait, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (BedrockException fault) when (fault.Kind is BedrockErrorKind.Credentials or BedrockErrorKind.ExpiredToken)
        {
            note = "Unsigned: there are no credentials here. A call adds x-amz-date and Authorization, and x-amz-security-token for temporary ones.";
        }
        catch (TimeoutException)
        {
            note = "Unsigned: no credentials were found in time. A call adds x-amz-date and Authorization, and x-amz-security-token for temporary ones.";
        }

        return (_transport.Preview(call, credentials, SafeHeaders.InvocationId), note);
    }
}
