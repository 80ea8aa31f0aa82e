using System.Text.Json;
using Outcrop.Bedrock.Explain;

namespace Outcrop.Cli.Output;

/// <summary>What <c>outcrop explain --json</c> prints.</summary>
/// <param name="Model">The model as given.</param>
/// <param name="BaseModel">The foundation model behind it.</param>
/// <param name="Api">The API.</param>
/// <param name="Family">The family whose body is written.</param>
/// <param name="Why">Why both.</param>
/// <param name="Streamed">Whether the answer comes as a stream.</param>
/// <param name="Refused">Whether nothing would be sent.</param>
/// <param name="Request">The request; absent when it would be refused.</param>
/// <param name="Dispositions">What becomes of each parameter.</param>
/// <param name="Notes">What else there is to know.</param>
internal sealed record ExplainOutput(
    string Model, string? BaseModel, string Api, string? Family, string Why, bool Streamed, bool Refused, ExplainRequestOutput? Request, IReadOnlyList<ExplainDispositionOutput> Dispositions, IReadOnlyList<string> Notes)
{
    /// <summary>Brings an explanation into the printed shape.</summary>
    /// <param name="explained">The explanation.</param>
    public static ExplainOutput From(ExplainedRequest explained) => new(
        explained.ModelId,
        explained.BaseModelId,
        explained.Api.ToString(),
        explained.Family,
        explained.Why,
        explained.IsStreamed,
        explained.IsRefused,
        explained.IsRefused ? null : RequestOf(explained),
        [.. explained.Dispositions.Select(told => new ExplainDispositionOutput(told.Name, told.Kind.ToString().ToLowerInvariant(), told.Target, told.Reason))],
        explained.Notes);

    private static ExplainRequestOutput RequestOf(ExplainedRequest explained)
    {
        using JsonDocument body = JsonDocument.Parse(explained.Body);
        return new ExplainRequestOutput(
            explained.Method, explained.Uri!.AbsoluteUri, [.. explained.Headers.Select(header => new ExplainHeaderOutput(header.Key, header.Value))], explained.Body.Length, body.RootElement.Clone());
    }
}
