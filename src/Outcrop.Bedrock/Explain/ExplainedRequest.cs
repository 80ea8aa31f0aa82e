using System.Globalization;

namespace Outcrop.Bedrock.Explain;

/// <summary>The request that a call would send, and what became of each parameter on the way to it. Holds no secret. Immutable.</summary>
public sealed class ExplainedRequest
{
    /// <summary>The model as the caller names it.</summary>
    public required string ModelId { get; init; }

    /// <summary>The foundation model behind it; <see langword="null"/> when neither the identifier nor the options tell it. The control plane is not asked.</summary>
    public string? BaseModelId { get; init; }

    /// <summary>The API the request goes through; never <see cref="BedrockApi.Auto"/>.</summary>
    public BedrockApi Api { get; init; }

    /// <summary>The family whose body is written; <see langword="null"/> for an API whose body is the same for every model.</summary>
    public string? Family { get; init; }

    /// <summary>Why this API and this family, in a sentence or two.</summary>
    public required string Why { get; init; }

    /// <summary>Whether the answer comes as a stream. A stream can be asked for where this is <see langword="false"/>: it is then made of the whole answer.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Whether nothing is sent, because of a parameter whose disposition is <see cref="DispositionKind.Refused"/>. URI, headers and body are empty then.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The absolute URI as it stands on the wire; <see langword="null"/> for a refused request.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The headers, in order. What is secret in them is replaced by <c>&lt;hidden&gt;</c>: the signature and the access key's id, a bearer token, the session token.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, byte for byte.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Every parameter of the request, in its order, then what was added.</summary>
    public required IReadOnlyList<ParameterDisposition> Dispositions { get; init; }

    /// <summary>What else a reader should know, each in a sentence: that there are no credentials, that the model is not in the catalogue, that a stream is made of a whole answer.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The body as indented JSON, for people.</summary>
    /// <param name="shortenFiles">Whether the base64 text of files is cut after its first characters. Default: yes.</param>
    /// <returns>An empty text for a refused request.</returns>
    public string FormatBody(bool shortenFiles = true) => BodyText.Format(Body, shortenFiles);

    /// <summary>Method, address and size; nothing of the content.</summary>
    public override string ToString() => IsRefused
        ? $"{ModelId}: refused"
        : string.Create(CultureInfo.InvariantCulture, $"{Method} {Uri} ({Body.Length} bytes)");
}
