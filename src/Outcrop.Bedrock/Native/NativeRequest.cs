using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Operations;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Native;

/// <summary>A call whose body is somebody else's and goes out byte for byte: nothing of it is read, dropped or learnt from. What comes back is passed on in the same way; usage and stop reason are tapped.</summary>
internal sealed class NativeRequest
{
    private NativeRequest()
    {
    }

    /// <summary>What is sent.</summary>
    public required BedrockCall Call { get; init; }

    /// <summary>What a stream is passed on in.</summary>
    public NativeUnit Unit { get; private init; }

    /// <summary>Whether the answer is Converse's.</summary>
    public bool IsConverse { get; private init; }

    /// <summary>Whether a model is run, so that there is usage to tap.</summary>
    public bool IsModelCall => IsConverse || Family is not null || Dialect is not null;

    /// <summary>The family that understands the answer; <see langword="null"/> where none does.</summary>
    public ModelFamily? Family { get; private init; }

    /// <summary>The dialect of the compatible surface; <see langword="null"/> for Bedrock's own APIs.</summary>
    public SurfaceDialect? Dialect { get; private init; }

    /// <summary>What became of the body before it was sent; empty for one that goes out byte for byte.</summary>
    public RequestReport Report { get; set; } = new();

    /// <summary>A call of <c>Converse</c> or <c>ConverseStream</c>.</summary>
    /// <param name="modelId">Model id, inference profile id, or any model ARN.</param>
    /// <param name="body">The body; it must not change until the call has ended.</param>
    /// <param name="stream">Whether the answer streams.</param>
    /// <param name="headers">Headers to send; <see langword="null"/>: those of JSON.</param>
    /// <exception cref="Errors.BedrockException">Kind Validation: the model id is none.</exception>
    public static NativeRequest Converse(string modelId, ReadOnlyMemory<byte> body, bool stream, IReadOnlyList<KeyValuePair<string, string>>? headers = null) => new()
    {
        Call = CallFor(modelId, stream ? "converse-stream" : "converse", body, headers ?? InvokeHeaders.Whole),
        IsConverse = true,
    };

    /// <summary>A call of <c>InvokeModel</c> or <c>InvokeModelWithResponseStream</c>.</summary>
    /// <param name="unit">What a stream is passed on in.</param>
    /// <param name="family">The family that understands the answer, where the identifier does not tell it.</param>
    /// <param name="deadline">When the call must have ended, if it is part of one.</param>
    /// <param name="policy">What the call has other than the client.</param>
    /// <inheritdoc cref="Converse"/>
    /// <param name="modelId"/>
    /// <param name="body"/>
    /// <param name="stream"/>
    /// <param name="headers"/>
    public static NativeRequest Invoke(
        string modelId, ReadOnlyMemory<byte> body, bool stream, NativeUnit unit, IReadOnlyList<KeyValuePair<string, string>>? headers = null, ModelFamily? family = null, Deadline? deadline = null,
        CallPolicy? policy = null) => new()
        {
            Call = CallFor(modelId, stream ? "invoke-with-response-stream" : "invoke", body, headers ?? (stream ? InvokeHeaders.Streamed : InvokeHeaders.Whole), deadline, policy),
            Unit = unit,
            Family = family ?? ModelFamilies.Find(ModelId.Parse(modelId)),
        };

    /// <summary>A call of one of the compatible surfaces; its stream is passed on in documents.</summary>
    /// <param name="modelId">The model as Bedrock knows it, for the retry quota.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="api">The API: one of the compatible ones.</param>
    /// <param name="body">The body; it must not change until the call has ended.</param>
    /// <param name="stream">Whether the answer streams.</param>
    /// <param name="headers">Headers to send besides those of JSON.</param>
    /// <param name="deadline">When the call must have ended, if it is part of one.</param>
    /// <param name="policy">What the call has other than the client.</param>
    public static NativeRequest Surface(
        string modelId, SurfaceRoute route, BedrockApi api, ReadOnlyMemory<byte> body, bool stream, IReadOnlyList<KeyValuePair<string, string>>? headers = null, Deadline? deadline = null,
        CallPolicy? policy = null) => new()
        {
            Call = new BedrockCall
            {
                Service = route.Surface == BedrockSurface.Mantle ? BedrockService.Mantle : BedrockService.Runtime,
                Path = route.Path,
                Body = body,
                Headers = [new("Content-Type", "application/json"), new("Accept", stream ? "text/event-stream" : "application/json"), .. headers ?? []],
                ModelId = modelId,
                Deadline = deadline,
                Policy = policy,
            },
            Unit = NativeUnit.Document,
            Dialect = SurfaceDialects.Of(api) ?? throw new ArgumentException($"{api} is not an API of the compatible surfaces.", nameof(api)),
        };

    /// <summary>Whether the same body can go to another model: one that is named in the path alone and understands the same shape.</summary>
    /// <param name="modelId">The other model, or the same.</param>
    public bool Fits(string modelId) =>
        modelId == Call.ModelId || (Call.ModelId is { } own && IsModelCall && Dialect is null && (IsConverse || ModelFamilies.Find(ModelId.Parse(modelId)) == Family) && Call.Path.StartsWith(ModelPath.For(own, ""), StringComparison.Ordinal));

    /// <summary>The same request for another model, sent otherwise.</summary>
    /// <param name="modelId">The model, which must be one that <see cref="Fits"/>.</param>
    /// <param name="policy">What the call has other than the client.</param>
    public NativeRequest For(string modelId, CallPolicy? policy) => new()
    {
        Call = new BedrockCall
        {
            Service = Call.Service,
            Method = Call.Method,
            Path = modelId == Call.ModelId || Call.ModelId is not { } own ? Call.Path : ModelPath.For(modelId, Call.Path[ModelPath.For(own, "").Length..]),
            Query = Call.Query,
            Body = Call.Body,
            Headers = Call.Headers,
            Deadline = Call.Deadline,
            ModelId = Call.ModelId is null ? null : modelId,
            Policy = policy,
        },
        Unit = Unit,
        IsConverse = IsConverse,
        Family = Family,
        Dialect = Dialect,
        Report = Report,
    };

    /// <summary>Any other call, which is answered whole and has no tokens to count.</summary>
    /// <param name="call">The call.</param>
    public static NativeRequest Plain(BedrockCall call) => new() { Call = call };

    private static BedrockCall CallFor(string modelId, string operation, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, Deadline? deadline = null, CallPolicy? policy = null) =>
        new() { Path = ModelPath.For(modelId, operation), Body = body, Headers = headers, ModelId = modelId, Deadline = deadline, Policy = policy };
}
