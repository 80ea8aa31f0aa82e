using System.Text.Json;

namespace Outcrop.Gateway.Tokens;

/// <summary>What a line of models is billed beside the text of a request. Data, since no model's maker says it. Immutable, thread-safe.</summary>
internal sealed record TokenOverhead
{
    private const string Resource = "Outcrop.Gateway.Tokens.token-overheads.json";
    private static readonly Lazy<TokenOverhead[]> Rows = new(Load);

    /// <summary>Parts of model ids.</summary>
    public required string[] Match { get; init; }

    /// <summary>Each request.</summary>
    public required int Request { get; init; }

    /// <summary>Each message.</summary>
    public required int Message { get; init; }

    /// <summary>A request with tools: models are told how to call them.</summary>
    public required int Tools { get; init; }

    /// <summary>Each tool.</summary>
    public required int Tool { get; init; }

    /// <summary>What a tool's schema is, in hundredths of its JSON.</summary>
    public required int JsonPercent { get; init; }

    /// <summary>A request with documents to cite: models are told how.</summary>
    public required int Citations { get; init; }

    /// <summary>The row of a model.</summary>
    /// <param name="modelId">Its id, profile or ARN.</param>
    public static TokenOverhead Of(string modelId)
    {
        foreach (TokenOverhead row in Rows.Value)
        {
            foreach (string match in row.Match)
            {
                if (modelId.Contains(match, StringComparison.Ordinal))
                {
                    return row;
                }
            }
        }

        throw new InvalidOperationException("The last row is for all models.");
    }

    private static TokenOverhead[] Load()
    {
        using Stream file = typeof(TokenOverhead).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException(Resource + " is not embedded.");
        return JsonSerializer.Deserialize(file, TokenOverheadJson.Default.TokenOverheads)!.Rows;
    }
}
