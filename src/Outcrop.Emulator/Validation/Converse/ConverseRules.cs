using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>
/// What Converse itself refuses before a model sees the request, beyond the service model: one rule a file, in the order in which they are tried.
/// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html and recorded or reported refusals.
/// </summary>
internal static class ConverseRules
{
    private static readonly Action<JsonElement, ModelLine, bool>[] All =
    [
        (body, _, _) => UnionRule.Check(body),
        (body, line, _) => RoleOrderRule.Check(body, line),
        (body, line, streaming) => ToolSupportRule.Check(body, line, streaming),
        (body, _, _) => ToolSchemaRule.Check(body),
        (body, _, _) => ToolPairRule.Check(body),
        (body, line, _) => MediaSupportRule.Check(body, line),
        (body, _, _) => DocumentRule.Check(body),
        (body, line, _) => CachePointRule.Check(body, line),
    ];

    /// <exception cref="AwsErrorException">A rule refuses the request.</exception>
    public static void Check(JsonElement body, ModelLine line, bool streaming)
    {
        foreach (Action<JsonElement, ModelLine, bool> rule in All)
        {
            rule(body, line, streaming);
        }
    }
}
