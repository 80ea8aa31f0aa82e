using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Contracts.Tests;

/// <summary>Makes conversations up.</summary>
internal static class Conversations
{
    private static readonly string[] s_texts =
    [
        "hello", "", " ", "\n\nHuman: x", "[/INST]</s>", "<|eot_id|>", "<｜User｜>", "\"quoted\" \\ \u0000\u001f", "日本語 🎉", "</reasoning>", "User: a\nBot: b", "a\u2028b", new string('x', 3000),
    ];

    /// <summary>Whether a family takes a request at all.</summary>
    public static bool Takes(ModelFamily family, ConverseRequest request)
    {
        try
        {
            family.WriteRequest(request, Samples.IdOf(family.Name), stream: false, new ArrayBufferWriter<byte>(), []);
            return true;
        }
        catch (BedrockException refusal) when (refusal.Kind == BedrockErrorKind.Validation)
        {
            return false;
        }
    }

    /// <summary>A conversation that Converse would take.</summary>
    public static ConverseRequest Next(string modelId, Random random)
    {
        var request = new ConverseRequest { ModelId = modelId };
        if (random.Next(2) == 0)
        {
            request.System.Add(new TextBlock(Text(random)));
        }

        string? open = null;
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            bool user = i % 2 == 1;
            List<ContentBlock> blocks = Blocks(random, user);
            if (open is not null)
            {
                // A call is answered in the next message, before anything else.
                blocks.Insert(0, new ToolResultBlock(open, [new JsonBlock(RawJson.Parse("""{"a":[1]}""")), new TextBlock(Text(random) + "x")], random.Next(2) == 0 ? null : "error"));
                open = null;
            }
            else if (!user && random.Next(3) == 0)
            {
                open = $"t{i}";
                blocks.Add(new ToolUseBlock(open, "tool", RawJson.Parse("""{"a":1.50}""")));
            }

            request.Messages.Add(new Message(user ? ConversationRole.User : ConversationRole.Assistant, blocks));
        }

        if (random.Next(2) == 0)
        {
            request.InferenceConfig = new InferenceConfiguration
            {
                MaxTokens = random.Next(2) == 0 ? null : random.Next(1, 5000),
                Temperature = random.Next(2) == 0 ? null : random.NextDouble(),
                TopP = random.Next(2) == 0 ? null : random.NextDouble(),
                StopSequences = random.Next(2) == 0 ? [] : [Text(random), "END"],
            };
        }

        if (random.Next(4) == 0)
        {
            request.ToolConfig = new ToolConfiguration([new ToolSpecification("tool", Text(random), RawJson.Parse("""{"type":"object","properties":{"a":{"type":["string","null"]}}}"""))]);
        }

        if (random.Next(3) == 0)
        {
            request.AdditionalModelRequestFields = RawJson.Parse("""{"top_k":3,"messages":[],"prompt":null,"inferenceConfig":{"topK":2}}""");
        }

        return request;
    }

    private static List<ContentBlock> Blocks(Random random, bool user)
    {
        var blocks = new List<ContentBlock> { new TextBlock(Text(random) + "x") };
        switch (random.Next(6))
        {
            case 0 when user:
                blocks.Add(new ImageBlock("png", new byte[] { 1, 2 }));
                break;
            case 1 when user:
                blocks.Add(new DocumentBlock("d", "txt", new TextSource("t")));
                break;
            case 2:
                blocks.Add(new CachePointBlock());
                break;
            case 3 when !user:
                blocks.Insert(0, new ReasoningBlock(Text(random), "c2ln"));
                break;
            default:
                break;
        }

        return blocks;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            text.Append(s_texts[random.Next(s_texts.Length)]);
        }

        return text.ToString();
    }
}
