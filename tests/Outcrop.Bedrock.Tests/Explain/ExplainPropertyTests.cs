using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Explain;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>Whatever a request holds, each of its members is told, and nothing is told twice.</summary>
public sealed class ExplainPropertyTests
{
    [Fact]
    public void Explain_AnyMixOfParameters_TellsEachOne() => Seeds.ForEach(400, chance =>
    {
        (string Model, string Family)[] models = [.. ExplainHost.Models];
        string model = models[chance.Next(models.Length)].Model;
        ConverseRequest request = ConverseRequest.FromJson(RawJson.Parse(Mix(chance).ToJsonString()), model);
        BedrockApi api = chance.Next(2) == 0 ? BedrockApi.Converse : BedrockApi.InvokeModel;
        using BedrockClient client = ExplainHost.Client();

        ExplainedRequest explained = client.ExplainAsync(request, api, chance.Next(2) == 0, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

        using JsonDocument body = JsonDocument.Parse(request.ToJson().Utf8);
        foreach (string leaf in Leaves(body.RootElement, ""))
        {
            Assert.True(explained.Dispositions.Any(told => ParameterPath.Overlap(leaf, told.Name)), $"{model} through {api}: {leaf} is not told.");
        }

        Assert.Equal(explained.IsRefused, explained.Dispositions.Any(told => told.Kind == DispositionKind.Refused));
        Assert.Equal(explained.IsRefused, explained.Body.IsEmpty);
        Assert.Empty(explained.Dispositions.GroupBy(told => (told.Name, told.Kind, told.Reason)).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.All(explained.Dispositions, told => Assert.True(told.Kind is DispositionKind.Mapped || told.Reason is { Length: > 0 }, $"{told} has no reason."));
    });

    /// <summary>A request made of the examples of some of the table's rows.</summary>
    private static JsonObject Mix(Random chance)
    {
        IReadOnlyList<DispositionRow> rows = DispositionTable.Default.Dialect.Parameters;
        JsonObject mix = JsonNode.Parse(DispositionTable.Default.Dialect.Example.GetRawText())!.AsObject();
        for (int i = chance.Next(1, 8); i > 0; i--)
        {
            JsonElement example = rows[chance.Next(rows.Count)].Example;
            foreach (JsonProperty member in example.ValueKind == JsonValueKind.Object ? example.EnumerateObject() : default)
            {
                JsonNode value = JsonNode.Parse(member.Value.GetRawText())!;
                if (value is JsonArray more && mix[member.Name] is JsonArray list)
                {
                    foreach (JsonNode? item in more)
                    {
                        list.Add(item!.DeepClone());
                    }
                }
                else
                {
                    mix[member.Name] = value;
                }
            }
        }

        return mix;
    }

    private static IEnumerable<string> Leaves(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object when value.GetPropertyCount() > 0 => value.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array when value.GetArrayLength() > 0 => value.EnumerateArray().SelectMany((item, place) => Leaves(item, $"{path}[{place}]")),
        _ => [path],
    };
}
