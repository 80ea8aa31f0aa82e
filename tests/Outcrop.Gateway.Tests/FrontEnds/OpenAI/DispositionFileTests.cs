using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI;

/// <summary>The files that say what becomes of each parameter say what the gateway does: every one is sent, and looked for where the file has it.</summary>
public class DispositionFileTests
{
    public static TheoryData<string> Files => ["Chat/chat", "Responses/responses"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Parameter_EachOfTheFile_IsTreatedAsItSays(string file)
    {
        JsonObject table = Read(file);
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        var faults = new List<string>();
        foreach (JsonNode row in table["parameters"]!.AsArray().OfType<JsonNode>())
        {
            string name = Text(row, "name")!;
            JsonObject without = With(table, row);
            JsonObject with = With(table, row);
            with[name] = row["value"]!.DeepClone();
            if (await FaultOfAsync(pair, table, row, without, with) is { } fault)
            {
                faults.Add($"{name}: {fault}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Parameter_ThatIsRead_StandsInTheFileOnce(string file)
    {
        string[] named = [.. Read(file)["parameters"]!.AsArray().Select(static row => Text(row, "name")!)];
        IReadOnlySet<string> read = file.StartsWith("Chat", StringComparison.Ordinal) ? ChatParameters.Read : ResponsesParameters.Read;

        Assert.Equal(named.Distinct(), named);
        Assert.Empty(read.Except(named).Except(["model"]));
    }

    private static async Task<string?> FaultOfAsync(EmulatedPair pair, JsonObject table, JsonNode row, JsonObject without, JsonObject with)
    {
        string path = Text(table, "path")!;
        (_, _, JsonElement? before) = await SendAsync(pair, path, without);
        (int status, string? dropped, JsonElement? after) = await SendAsync(pair, path, with);
        if (Text(row, "refused") is { } parameter)
        {
            int wanted = row["status"]?.GetValue<int>() ?? 400;
            return status == wanted && after is null && dropped == parameter ? null : $"status {status}, param {dropped}";
        }

        if (status != 200 || after is not { } sent)
        {
            return $"status {status}";
        }

        if (Text(row, "dropped") is { } left)
        {
            return dropped == left && JsonElement.DeepEquals(before!.Value, sent) ? null : $"named {dropped}, sent {sent}";
        }

        if (dropped is not null)
        {
            return $"named {dropped}";
        }

        if (Text(row, "mapped") is { } place)
        {
            JsonElement? value = Find(sent, place);
            return value is not null && (Find(before!.Value, place) is not { } old || !JsonElement.DeepEquals(old, value.Value)) ? null : $"not at {place}: {sent}";
        }

        return Text(row, "here") is { Length: > 0 } ? null : "the file does not say what becomes of it";
    }

    /// <summary>Status; the parameters that were left out, or the one that was refused; and the body that reached Bedrock.</summary>
    private static async Task<(int Status, string? Named, JsonElement? Sent)> SendAsync(EmulatedPair pair, string path, JsonObject body)
    {
        int already = pair.Emulator.Journal.Count;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await pair.Gateway.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        string? named = response.IsSuccessStatusCode
            ? response.Headers.TryGetValues("x-outcrop-dropped-params", out IEnumerable<string>? names) ? names.Single() : null
            : JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("param").GetString();
        return ((int)response.StatusCode, named, pair.Emulator.Journal.Count > already ? pair.Sent[^1] : null);
    }

    private static JsonObject With(JsonObject table, JsonNode row)
    {
        JsonObject body = table["request"]!.DeepClone().AsObject();
        body["model"] = Text(table, "model");
        foreach ((string name, JsonNode? value) in row["with"]?.AsObject() ?? [])
        {
            body[name] = value!.DeepClone();
        }

        return body;
    }

    private static JsonElement? Find(JsonElement value, string path)
    {
        foreach (string step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.'))
        {
            if (step.StartsWith('['))
            {
                int index = int.Parse(step.AsSpan(1, step.Length - 2), System.Globalization.CultureInfo.InvariantCulture);
                if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= index)
                {
                    return null;
                }

                value = value[index];
            }
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step, out value))
            {
                return null;
            }
        }

        return value;
    }

    private static string? Text(JsonNode? node, string name) => node![name]?.GetValue<string>();

    private static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("src", "Outcrop.Gateway", "FrontEnds", "OpenAI", file + ".dispositions.json")))!.AsObject();
}
