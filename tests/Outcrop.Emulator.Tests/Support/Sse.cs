using System.Text.Json;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>Server-sent events as text: their names, and their data as JSON.</summary>
internal static class Sse
{
    public static List<(string? Name, string Data)> Events(Reply reply) =>
        [.. reply.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block =>
        {
            string[] lines = block.Split('\n');
            return (lines.FirstOrDefault(line => line.StartsWith("event: ", StringComparison.Ordinal))?[7..], lines.First(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..]);
        })];

    public static List<JsonElement> Data(Reply reply) =>
        [.. Events(reply).Where(item => item.Data != "[DONE]").Select(item => JsonDocument.Parse(item.Data).RootElement)];
}
