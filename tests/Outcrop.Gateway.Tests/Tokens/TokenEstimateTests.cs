using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Gateway.Tokens;
using Outcrop.Recordings;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Tokens;

/// <summary>The guess of a request's input tokens, held against what Bedrock billed for recorded requests.</summary>
public class TokenEstimateTests(ITestOutputHelper output)
{
    /// <summary>Acceptance row 20: the error of the fallback is the one that its documentation names.</summary>
    [Fact]
    public void Row20_RecordedRequests_AreGuessedWithinTheStatedError()
    {
        string folder = SharedFolder.Require("recordings");
        var errors = new List<double>();
        foreach (string family in (string[])["anthropic", "nova", "openai"])
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, family), "*.json").Order(StringComparer.Ordinal))
            {
                using Recording? recording = Recording.TryOpen(folder, file);
                if (recording is { Status: 200, RequestBody: { } body } && BilledOf(recording) is { } billed and > 0 && RequestOf(recording, body) is { } request)
                {
                    int guess = TokenEstimate.Estimate(request);
                    double error = (guess - billed) / (double)billed;
                    errors.Add(Math.Abs(error));
                    if (Math.Abs(error) > 0.33)
                    {
                        output.WriteLine($"{error,8:P0} {guess,7} {billed,7} {recording.Name}");
                    }
                }
            }
        }

        errors.Sort();
        output.WriteLine($"{errors.Count} requests; half within {errors[errors.Count / 2]:P1}, nine of ten within {errors[errors.Count * 9 / 10]:P1}, all within {errors[^1]:P0}");
        Assert.True(errors.Count > 300, $"only {errors.Count} requests could be compared");
        Assert.InRange(errors[errors.Count / 2], 0, 0.06);
        Assert.InRange(errors[errors.Count * 9 / 10], 0, 0.33);
    }

    private static ConverseRequest? RequestOf(Recording recording, JsonElement body)
    {
        string text = body.GetRawText();
        byte[] json = Encoding.UTF8.GetBytes(text);

        // Some recorders put a word in place of a file; what Bedrock billed was the file's.
        if (text.Contains("redacted", StringComparison.OrdinalIgnoreCase) || text.Contains("<binary", StringComparison.OrdinalIgnoreCase) || text.Contains("\"video\"", StringComparison.Ordinal))
        {
            return null;
        }

        if (recording.Operation is "Converse" or "ConverseStream")
        {
            return ConverseRequest.FromJson(new RawJson(json), recording.ModelId);
        }

        // Bodies of one prompt have no messages whose cost could be compared.
        return recording.Operation is "InvokeModel" or "InvokeModelWithResponseStream" && body.TryGetProperty("messages", out _) && ModelId.TryParse(recording.ModelId, out ModelId? id)
            ? ModelFamilies.Find(id).ReadRequest(json, recording.ModelId)
            : null;
    }

    private static int? BilledOf(Recording recording)
    {
        if (recording.IsEventStream)
        {
            JsonElement last = recording.Events.EnumerateArray().LastOrDefault();
            return last.ValueKind == JsonValueKind.Object && last.TryGetProperty("payload", out JsonElement payload) && payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("usage", out JsonElement streamed)
                ? Sum(streamed)
                : null;
        }

        return recording.Response.TryGetProperty("bodyJson", out JsonElement body) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object ? Sum(usage) : null;
    }

    /// <summary>Texts long enough for a cache were shortened by those who recorded them.</summary>
    private static int? Sum(JsonElement usage)
    {
        int cached = Count(usage, "cacheReadInputTokens", "cacheWriteInputTokens", "cache_read_input_tokens", "cache_creation_input_tokens");
        return cached > 0 ? null : Count(usage, "inputTokens", "input_tokens", "prompt_tokens");
    }

    private static int Count(JsonElement usage, params ReadOnlySpan<string> names)
    {
        int total = 0;
        foreach (string name in names)
        {
            total += usage.TryGetProperty(name, out JsonElement count) && count.ValueKind == JsonValueKind.Number ? count.GetInt32() : 0;
        }

        return total;
    }

    [Theory]
    [InlineData("Hello, world!", 4)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10)]
    [InlineData("Der schnelle braune Fuchs springt über den faulen Hund.", 14)]
    [InlineData("Быстрая коричневая лиса прыгает через ленивую собаку.", 21)]
    [InlineData("敏捷的棕色狐狸跳过懒狗。", 13)]
    [InlineData("すばやい茶色の狐がのろまな犬を飛び越える。", 23)]
    [InlineData("🦊🐶", 5)]
    [InlineData("", 0)]
    public void Text_OfEachScript_IsGuessedNearATokenizersCount(string text, int tokens) =>
        Assert.InRange(TextTokens.Estimate(text), (int)(tokens * 0.7), (int)Math.Ceiling(tokens * 1.3));

    [Fact]
    public void Text_Grows_WithItsLength()
    {
        string text = string.Concat(Enumerable.Repeat("Some words, 123 numbers and {\"json\": [1, 2]} — ünïcödé 漢字\n", 20));
        int last = 0;
        for (int length = 1; length <= text.Length; length += 7)
        {
            int now = TextTokens.Estimate(text.AsSpan(0, length));
            Assert.True(now >= last - 1, $"{length}: {now} after {last}");
            last = now;
        }
    }

    public static TheoryData<string, string, int, int> Images => new()
    {
        { "png", "iVBORw0KGgoAAAANSUhEUgAAAyAAAAJYCAYAAAAAAAAA", 800, 600 },
        { "gif", "R0lGODlhIANYAvAAAAAAAAAAAA==", 800, 600 },
        { "jpeg", "/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAJYAyADASIAAhEBAxEB", 800, 600 },
        { "webp, lossy", "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASogA1gCAgA0JaQAA3AA/vuUAAA=", 800, 600 },
        { "webp, extended", "UklGRiQAAABXRUJQVlA4WAoAAAAQAAAAHwMAVwIAQUxQSA==", 800, 600 },
        { "none", "aGVsbG8gd29ybGQh", 0, 0 },
        { "cut", "iVBORw0KGgoAAAAN", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void Image_OfEachFormat_CountsByItsSize(string format, string file, int width, int height)
    {
        byte[] bytes = Convert.FromBase64String(file);

        Assert.True(ImageTokens.SizeOf(bytes) == (width, height), format);
        Assert.Equal(width == 0 ? ImageTokens.Most : 640, ImageTokens.Estimate(bytes));
    }

    [Fact]
    public void Image_CutAnywhere_IsNoFault()
    {
        foreach ((string _, string file, int _, int _) in Images.Select(static row => row.Data))
        {
            byte[] bytes = Convert.FromBase64String(file);
            for (int length = 0; length <= bytes.Length; length++)
            {
                Assert.InRange(ImageTokens.Estimate(bytes.AsSpan(0, length)), 1, ImageTokens.Most);
            }
        }
    }

    /// <summary>Tools, system prompt and each message count.</summary>
    [Fact]
    public void Request_WithMore_IsMore()
    {
        var request = new ConverseRequest { ModelId = "m", Messages = { new Message(ConversationRole.User, "hi") } };
        int bare = TokenEstimate.Estimate(request);
        request.System.Add(new TextBlock("Be kind to everyone."));
        int system = TokenEstimate.Estimate(request);
        request.ToolConfig = new ToolConfiguration([new ToolSpecification("add", "Adds.", RawJson.Parse("""{"type":"object"}"""))]);
        int tools = TokenEstimate.Estimate(request);
        request.Messages.Add(new Message(ConversationRole.Assistant, [new ToolUseBlock("t", "add", RawJson.Parse("{}")), new ImageBlock("png", new byte[3])]));
        Assert.True(bare > 0 && bare < system && system < tools && tools + ImageTokens.Most < TokenEstimate.Estimate(request));
    }
}
