using System.Text;
using System.Text.Json;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>The sections of docs/dispositions.md about the gateway's dialects, from the files by which the gateway's own tests send every parameter.</summary>
internal static class GatewayDispositions
{
    private static readonly (string Title, string File)[] s_dialects =
    [
        ("OpenAI's chat completions", "Chat/chat"),
        ("OpenAI's responses", "Responses/responses"),
    ];

    /// <summary>All sections.</summary>
    public static string Sections()
    {
        var text = new StringBuilder();
        foreach ((string title, string file) in s_dialects)
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("src", "Outcrop.Gateway", "FrontEnds", "OpenAI", file + ".dispositions.json")));
            Append(text, title, document.RootElement);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, JsonElement dialect)
    {
        text.Append($"\n## {title}\n\n")
            .Append($"`POST {Text(dialect, "path")}` to `{Text(dialect, "model")}`, by the example that a test sends: where it stands in the Converse request, ")
            .Append("*dropped* (named in `x-outcrop-dropped-params`), or **refused** (`param` of the error). Other models: as above.\n\n| parameter | example | becomes |\n| --- | --- | --- |\n");
        foreach (JsonElement row in dialect.GetProperty("parameters").EnumerateArray())
        {
            string with = row.TryGetProperty("with", out JsonElement beside) ? $" beside {string.Join(", ", beside.EnumerateObject().Select(static member => $"`{member.Name}`"))}" : "";
            text.Append($"| `{Text(row, "name")}` | `{row.GetProperty("value").GetRawText().Replace("|", "\\|", StringComparison.Ordinal)}`{with} | {Becomes(row)} |\n");
        }
    }

    private static string Becomes(JsonElement row) =>
        Text(row, "mapped") is { } place ? $"`{place}`"
        : Text(row, "here") is { } here ? $"({here})"
        : Text(row, "dropped") is { } dropped ? $"*dropped*: `{dropped}`"
        : Text(row, "refused") is { } refused ? $"**refused**: {(row.TryGetProperty("status", out JsonElement status) ? status.GetInt32() : 400)} `{refused}`"
        : throw new InvalidOperationException($"{Text(row, "name")} says nothing.");

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
