using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Recordings;

/// <summary>Requests that AWS answered with 200, sent to the emulator: an emulator that refuses them says no where AWS says yes.</summary>
public sealed class RecordedRequestTests
{
    /// <summary>What is not sent from here, with the reason; nothing else is left out.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["guardrail"] = "compared whole by GuardrailServiceTests",
        ["mantle-openai"] = "compared member by member by SurfaceTests",
        ["control-plane"] = "has no body",
    };

    [Fact]
    public async Task RecordedRequests_AnsweredWith200_AreAcceptedWithTheSameShape()
    {
        string root = SharedFolder.Require("recordings");
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => (options.VerifySignatures, options.AcceptUnknownGuardrails) = (false, true));
        using var client = new EmulatorClient(emulator) { Signer = null };
        var accepted = new SortedDictionary<string, (int Accepted, int Total)>(StringComparer.Ordinal);
        var skipped = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var refusals = new List<string>();
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            JsonElement record = document.RootElement;
            string family = Path.GetFileName(Path.GetDirectoryName(file)!);
            if (record.GetProperty("response").GetProperty("status").GetInt32() != 200)
            {
                continue;
            }

            JsonElement body = record.GetProperty("request").GetProperty("body");
            string? reason = Elsewhere.GetValueOrDefault(family) ?? (body.ValueKind != JsonValueKind.Object ? "the request's body was not recorded" : null)
                ?? (RefusedInStream(record) ? "AWS answered 200 and refused in the stream" : null);
            if (reason is not null)
            {
                skipped[reason] = skipped.GetValueOrDefault(reason) + 1;
                continue;
            }

            string? fault = await CompareAsync(client, record, body);
            (int good, int total) = accepted.GetValueOrDefault(family);
            accepted[family] = (good + (fault is null ? 1 : 0), total + 1);
            if (fault is not null)
            {
                refusals.Add($"{Path.GetRelativePath(root, file)}: {fault}");
            }
        }

        ITestOutputHelper? output = TestContext.Current.TestOutputHelper;
        foreach ((string family, (int good, int total)) in accepted)
        {
            output?.WriteLine($"{family,-24} {good,4} of {total,4}");
        }

        foreach ((string reason, int count) in skipped)
        {
            output?.WriteLine($"not sent: {count} ({reason})");
        }

        refusals.ForEach(refusal => output?.WriteLine(refusal));
        Assert.Empty(refusals);
    }

    private static bool RefusedInStream(JsonElement record) =>
        record.GetProperty("response").TryGetProperty("events", out JsonElement events)
        && events.EnumerateArray().Any(item => item.GetProperty("headers").TryGetProperty(":exception-type", out _));

    private static async Task<string?> CompareAsync(EmulatorClient client, JsonElement record, JsonElement body)
    {
        string operation = record.GetProperty("operation").GetString()!;
        string path = operation switch
        {
            "Converse" => "converse",
            "ConverseStream" => "converse-stream",
            "InvokeModel" => "invoke",
            "InvokeModelWithResponseStream" => "invoke-with-response-stream",
            _ => operation,
        };
        Reply reply = await client.SendAsync($"/model/{Uri.EscapeDataString(record.GetProperty("modelId").GetString()!)}/{path}", body.GetRawText());
        if (reply.Status != 200)
        {
            return $"{reply.Status} {reply.Text}";
        }

        JsonElement recorded = record.GetProperty("response");
        if (!recorded.TryGetProperty("events", out JsonElement events))
        {
            return null;
        }

        // The same kinds of frames, whatever their number.
        List<Frame> frames = reply.Frames();
        if (frames.Exists(frame => frame.MessageType != "event"))
        {
            return "an exception frame";
        }

        string[] types = [.. events.EnumerateArray().Select(item => item.GetProperty("headers").GetProperty(":event-type").GetString()!).Distinct()];
        string? unknown = frames.Select(frame => frame.Type).Distinct().FirstOrDefault(type => !types.Contains(type) && type is not ("contentBlockStart" or "contentBlockDelta" or "contentBlockStop"));
        return unknown is null ? null : $"AWS sent no {unknown}";
    }
}
