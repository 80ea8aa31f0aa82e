using System.Text.RegularExpressions;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>Whatever conversation a caller makes up, what goes out keeps to AWS's rules, the caller's own is not changed, nothing is changed without a word, and a request that complies is left alone.</summary>
public sealed class RulePropertyTests
{
    private const string Model = """ "maxOutput":4096,"rules":{"temperatureWithTopP":false,"prefill":false,"stopSequences":{"taken":true,"blank":false,"maximum":2},"cache":{"supported":true,"maximum":4},"reasoning":{"signed":true,"inHistory":true,"canBeOff":true}}""";
    private static readonly string[] s_texts = ["hello", "", " ", "\n\t", "trailing ", "größer"];
    private static readonly string[] s_names = ["add", "get weather", "mcp.server/tool", "näme", "a_b", "a b", new string('n', 80), ""];
    private static readonly string[] s_files = ["report.pdf", "report", "re_port", "", "  ", "a  b", "日本", new string('d', 250), "document"];

    [Fact]
    public void AnyConversation_Prepared_KeepsToTheRules()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            ConverseRequest request = Make(new Random(seed));
            byte[] before = RuleFixture.Write(request);
            RequestDraft draft = RuleFixture.Prepare(request, Model, defaultMaxTokens: 1000);
            try
            {
                Assert.Equal(before, RuleFixture.Write(request));
                Check(draft.Request);
                bool silent = draft.Report.Dropped.Count + draft.Report.Adjusted.Count == 0;
                Assert.Equal(silent, RuleFixture.Write(draft.Request).AsSpan().SequenceEqual(before));
                RequestDraft again = RuleFixture.Prepare(draft.Request, Model, defaultMaxTokens: 1000);
                Assert.Equal("", RuleFixture.Names(again));
                Assert.Same(draft.Request, again.Request);
            }
            catch (Exception fault) when (fault is Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"Seed {seed}: {fault.Message}\n{System.Text.Encoding.UTF8.GetString(before)}\n{System.Text.Encoding.UTF8.GetString(RuleFixture.Write(draft.Request))}", fault);
            }
        }
    }

    private static void Check(ConverseRequest request)
    {
        Assert.NotEmpty(request.Messages);
        Assert.Equal(ConversationRole.User, request.Messages[0].Role);
        Assert.DoesNotContain(request.System, IsBlank);
        HashSet<string> documents = [];
        HashSet<string> calls = [];
        int cachePoints = request.System.Count(static block => block is CachePointBlock) + (request.ToolConfig?.Tools.Count(static tool => tool is CachePointTool) ?? 0);
        bool history = false;
        for (int i = 0; i < request.Messages.Count; i++)
        {
            Message message = request.Messages[i];
            Assert.NotEmpty(message.Content);
            Assert.True(i == 0 || request.Messages[i - 1].Role != message.Role, "roles do not alternate");
            Assert.DoesNotContain(message.Content, IsBlank);
            cachePoints += message.Content.Count(static block => block is CachePointBlock);
            bool other = false;
            foreach (ContentBlock block in message.Content)
            {
                Assert.False(other && block is ToolResultBlock, "a result behind other content");
                other |= block is not (ToolResultBlock or CachePointBlock);
                history |= block is ToolUseBlock or ToolResultBlock;
                switch (block)
                {
                    case ToolUseBlock call:
                        Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", call.Name);
                        Assert.Matches("^[a-zA-Z0-9_.:-]{1,64}$", call.ToolUseId);
                        calls.Add(call.ToolUseId);
                        break;
                    case ToolResultBlock result:
                        Assert.Contains(result.ToolUseId, calls);
                        Assert.NotEmpty(result.Content);
                        Assert.DoesNotContain(result.Content, IsBlank);
                        break;
                    case DocumentBlock document:
                        Assert.True(Regex.IsMatch(document.Name, @"^[a-zA-Z0-9\-()\[\]]+( [a-zA-Z0-9\-()\[\]]+)*$") && document.Name.Length <= 200, document.Name);
                        Assert.True(documents.Add(document.Name), "two documents of one name");
                        Assert.True(message.Role != ConversationRole.User || message.Content.Any(static beside => beside is TextBlock), "a document without words beside it");
                        break;
                    case ImageBlock image:
                        Assert.Equal("png", image.Format);
                        break;
                    case ReasoningBlock reasoning:
                        Assert.NotNull(reasoning.Signature);
                        break;
                    default:
                        break;
                }
            }
        }

        Assert.True(cachePoints <= 4, "too many cache points");
        Assert.True(!history || request.ToolConfig is { Tools.Count: > 0 }, "history with tools and no tool configuration");
        Assert.True(request.InferenceConfig is { MaxTokens: <= 4096, StopSequences.Count: <= 2 } and not { Temperature: not null, TopP: not null });
        bool trailing = request.Messages[^1].Role == ConversationRole.Assistant && !request.Messages[^1].Content.Any(static block => block is ToolUseBlock);
        Assert.False(trailing, "a begun answer");
    }

    private static bool IsBlank(ContentBlock block) => block is TextBlock text && string.IsNullOrWhiteSpace(text.Text);

    private static ConverseRequest Make(Random random)
    {
        var request = new ConverseRequest
        {
            ModelId = RuleFixture.Model,
            System = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(3) == 0 ? new CachePointBlock() : (ContentBlock)new TextBlock(Pick(random, s_texts)))],
            InferenceConfig = random.Next(2) == 0 ? null : new InferenceConfiguration
            {
                Temperature = random.Next(2) == 0 ? 0.5 : null,
                TopP = random.Next(2) == 0 ? 0.5 : null,
                MaxTokens = random.Next(2) == 0 ? random.Next(1, 9000) : null,
                StopSequences = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Pick(random, s_texts))],
            },
        };
        if (random.Next(3) == 0)
        {
            request.ToolConfig = new ToolConfiguration([.. Enumerable.Range(0, random.Next(3)).Select(i => i == 1 && random.Next(2) == 0 ? new CachePointTool() : (Tool)new ToolSpecification(Pick(random, s_names) + i, Pick(random, s_texts), RawJson.Parse("{}")))]);
        }

        int turns = random.Next(1, 6);
        for (int turn = 0; turn < turns; turn++)
        {
            AddTurn(random, request, turn);
        }

        return request;
    }

    private static void AddTurn(Random random, ConverseRequest request, int turn)
    {
        if (random.Next(8) != 0)
        {
            request.Messages.Add(new Message(ConversationRole.User, Blocks(random, user: true)));
        }

        List<ContentBlock> answer = Blocks(random, user: false);
        string[] ids = [.. Enumerable.Range(0, random.Next(3)).Select(i => (random.Next(3) == 0 ? "id with spaces " : "t") + turn + ":" + i)];
        answer.AddRange(ids.Select(id => new ToolUseBlock(id, Pick(random, s_names), RawJson.Parse(random.Next(2) == 0 ? "{}" : "null"))));
        request.Messages.Add(new Message(ConversationRole.Assistant, answer));
        foreach (string id in ids)
        {
            var result = new ToolResultBlock(id, [new TextBlock(Pick(random, s_texts)), new ImageBlock(random.Next(2) == 0 ? "png" : "jpg", Convert.FromBase64String(RuleFixture.Png))]);
            request.Messages.Add(new Message(ConversationRole.User, random.Next(3) == 0 ? [new TextBlock("so?"), result] : [result]));
        }
    }

    private static List<ContentBlock> Blocks(Random random, bool user)
    {
        var blocks = new List<ContentBlock>();
        for (int i = random.Next(4); i > 0; i--)
        {
            blocks.Add((random.Next(6), user) switch
            {
                (0, true) => new ImageBlock(random.Next(2) == 0 ? "image/png" : "png", Convert.FromBase64String(RuleFixture.Png)),
                (1, true) => new DocumentBlock(Pick(random, s_files), "pdf", "%PDF"u8.ToArray()),
                (2, false) => new ReasoningBlock("hm", random.Next(2) == 0 ? "c2ln" : null),
                (3, _) => new CachePointBlock(random.Next(3) == 0 ? "1h" : null),
                _ => new TextBlock(Pick(random, s_texts)),
            });
        }

        return blocks;
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
