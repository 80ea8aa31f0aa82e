using System.Text.Json;

namespace Outcrop.Cli.Output;

/// <summary>A request that would be sent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Uri">The absolute URI.</param>
/// <param name="Headers">The headers, in order, without secrets.</param>
/// <param name="BodyLength">The body's length in bytes.</param>
/// <param name="Body">The body, whole.</param>
internal sealed record ExplainRequestOutput(string Method, string Uri, IReadOnlyList<ExplainHeaderOutput> Headers, int BodyLength, JsonElement Body);
