using Outcrop.Emulator.ControlPlane;

namespace Outcrop.Emulator.Hosting;

/// <summary>Which operation a request line means.</summary>
/// <param name="Kind">The kind of operation.</param>
/// <param name="Operation">Its name as AWS writes it; <see langword="null"/> for none.</param>
/// <param name="Resource">The model id or other id of the path, decoded.</param>
internal readonly record struct OperationRoute(OperationKind Kind, string? Operation, string? Resource)
{
    private const string ModelPrefix = "/model/";

    /// <summary>Reads a request line. The raw target counts: the decoded path of ASP.NET Core no longer tells <c>%2F</c> from <c>/</c>.</summary>
    public static OperationRoute Parse(string method, string rawTarget)
    {
        ReadOnlySpan<char> path = PathOf(rawTarget);
        if (path.StartsWith("/_outcrop/", StringComparison.Ordinal))
        {
            return new(OperationKind.Admin, null, path["/_outcrop/".Length..].ToString());
        }

        if (path is "/" or "")
        {
            return method == "POST" ? new(OperationKind.Sts, null, null) : Unknown;
        }

        if (path.StartsWith(ModelPrefix, StringComparison.Ordinal))
        {
            return method == "POST" ? ParseModel(path[ModelPrefix.Length..]) : Unknown;
        }

        return ServiceRoutes.Parse(method, path) ?? (method == "GET" ? ParseControlPlane(path) : Unknown);
    }

    public static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> rawTarget)
    {
        int query = rawTarget.IndexOf('?');
        ReadOnlySpan<char> path = query < 0 ? rawTarget : rawTarget[..query];

        // The absolute form, as a client sends it to a proxy (RFC 9112 section 3.2.2).
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && path[0] != '/')
        {
            ReadOnlySpan<char> rest = path[(scheme + 3)..];
            int slash = rest.IndexOf('/');
            return slash < 0 ? "/" : rest[slash..];
        }

        return path;
    }

    private static OperationRoute Unknown => new(OperationKind.Unknown, null, null);

    private static OperationRoute ParseModel(ReadOnlySpan<char> path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0)
        {
            return Unknown;
        }

        string? operation = path[(slash + 1)..] switch
        {
            "converse" => "Converse",
            "converse-stream" => "ConverseStream",
            "invoke" => "InvokeModel",
            "invoke-with-response-stream" => "InvokeModelWithResponseStream",
            "count-tokens" => "CountTokens",
            _ => null,
        };
        if (operation is null)
        {
            return Unknown;
        }

        ReadOnlySpan<char> id = path[..slash];
        string decoded = Uri.UnescapeDataString(id);

        // The model id is one path segment: AWS does not know an operation with more of them.
        return id.Contains('/') ? new(OperationKind.UnencodedModelId, null, decoded) : new(OperationKind.Runtime, operation, decoded);
    }

    private static OperationRoute ParseControlPlane(ReadOnlySpan<char> path)
    {
        int slash = path[1..].IndexOf('/') + 1;
        string collection = (slash == 0 ? path : path[..slash]).ToString();
        string? id = slash == 0 ? null : Uri.UnescapeDataString(path[(slash + 1)..]);
        string? operation = (collection, id) switch
        {
            ("/foundation-models", null) => "ListFoundationModels",
            ("/foundation-models", _) => "GetFoundationModel",
            ("/inference-profiles", null) => "ListInferenceProfiles",
            ("/inference-profiles", _) => "GetInferenceProfile",
            ("/provisioned-model-throughput", not null) => "GetProvisionedModelThroughput",
            ("/custom-models", not null) => "GetCustomModel",
            ("/imported-models", not null) => "GetImportedModel",
            _ => null,
        };
        return operation is null ? Unknown : new(OperationKind.ControlPlane, operation, id);
    }
}
