using System.Text.Json;
using Outcrop.Bedrock.Explain;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>Where two upstream requests differ.</summary>
internal static class UpstreamDifference
{
    /// <summary>The paths in the body, places of lists as <c>[]</c>, and <c>header NAME</c>.</summary>
    public static IEnumerable<string> Between(ExplainedRequest left, ExplainedRequest right)
    {
        using JsonDocument one = JsonDocument.Parse(left.Body);
        using JsonDocument other = JsonDocument.Parse(right.Body);
        HashSet<(string Path, string Value)> differences = [.. Leaves(one.RootElement, "")];
        differences.SymmetricExceptWith(Leaves(other.RootElement, ""));
        IEnumerable<string> headers = left.Headers.Where(header => !right.Headers.Contains(header) && header.Key is not ("Authorization" or "Content-Length" or "x-amz-date")).Select(header => "header " + header.Key);
        return [.. differences.Select(difference => difference.Path).Concat(headers).Distinct()];
    }

    private static IEnumerable<(string Path, string Value)> Leaves(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object when value.GetPropertyCount() > 0 => value.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array when value.GetArrayLength() > 0 => value.EnumerateArray().SelectMany(item => Leaves(item, path + "[]")),
        _ => [(path, value.GetRawText())],
    };
}
