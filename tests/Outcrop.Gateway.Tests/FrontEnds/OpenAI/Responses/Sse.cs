using System.Text.Json;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>The events of a stream, parsed as strictly as they are meant to be written: a name, one line of data whose type is that name, and numbers without a gap.</summary>
internal static class Sse
{
    public static IReadOnlyList<JsonElement> Read(string stream)
    {
        var events = new List<JsonElement>();
        foreach (string block in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (block.StartsWith(':'))
            {
                continue;
            }

            string[] lines = block.Split('\n');
            Assert.Equal(2, lines.Length);
            Assert.StartsWith("event: ", lines[0]);
            Assert.StartsWith("data: ", lines[1]);
            JsonElement data = JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement;
            Assert.Equal(lines[0]["event: ".Length..], data.GetProperty("type").GetString());
            Assert.Equal(events.Count, data.GetProperty("sequence_number").GetInt32());
            events.Add(data);
        }

        return events;
    }

    public static IEnumerable<string> Types(IEnumerable<JsonElement> events) => events.Select(static item => item.GetProperty("type").GetString()!);

    public static JsonElement Only(IEnumerable<JsonElement> events, string type) => events.Single(item => item.GetProperty("type").GetString() == type);
}
