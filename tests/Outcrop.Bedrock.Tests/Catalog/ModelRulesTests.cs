using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>What the catalogue says of models, line by line. The request rules are built on these.</summary>
public sealed class ModelRulesTests
{
    /// <summary>Rows 10, 11 and 12, and D4: what the origin sent always, newer Claude models refuse.</summary>
    [Theory]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0", true, true, true)]
    [InlineData("anthropic.claude-sonnet-4-20250514-v1:0", true, true, true)]
    [InlineData("us.anthropic.claude-opus-4-1-20250805-v1:0", true, false, true)]
    [InlineData("anthropic.claude-sonnet-4-5-20250929-v1:0", true, false, true)]
    [InlineData("anthropic.claude-opus-4-6-v1", true, false, false)]
    [InlineData("anthropic.claude-sonnet-4-6", true, false, false)]
    [InlineData("anthropic.claude-opus-4-8", false, false, false)]
    [InlineData("eu.anthropic.claude-sonnet-5", false, false, false)]
    [InlineData("openai.gpt-5.4", false, false, true)]
    [InlineData("amazon.nova-pro-v1:0", true, true, true)]
    public void Sampling_OfAModel_FollowsItsGeneration(string id, bool sampling, bool together, bool prefill)
    {
        ModelParameterRules rules = Rules(id);
        Assert.Equal((sampling, together, prefill), (rules.Sampling, rules.TemperatureWithTopP, rules.Prefill));
    }

    /// <summary>Row 11: which kinds of reasoning a model takes, and where they are written.</summary>
    [Theory]
    [InlineData("anthropic.claude-3-5-sonnet-20241022-v2:0", ModelReasoningShape.None, null, "", "", "")]
    [InlineData("anthropic.claude-3-7-sonnet-20250219-v1:0", ModelReasoningShape.Thinking, "/thinking", "enabled", "adaptive effort", "")]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", ModelReasoningShape.Thinking, "/thinking", "enabled", "adaptive effort", "")]
    [InlineData("anthropic.claude-opus-4-5-20251101-v1:0", ModelReasoningShape.Thinking, "/thinking", "enabled effort", "adaptive", "low medium high")]
    [InlineData("anthropic.claude-sonnet-4-6", ModelReasoningShape.Thinking, "/thinking", "enabled adaptive effort", "", "low medium high max")]
    [InlineData("anthropic.claude-opus-4-7", ModelReasoningShape.Thinking, "/thinking", "adaptive effort", "enabled", "low medium high xhigh max")]
    [InlineData("global.anthropic.claude-sonnet-5", ModelReasoningShape.Thinking, "/thinking", "adaptive effort", "enabled", "low medium high xhigh max")]
    [InlineData("amazon.nova-2-lite-v1:0", ModelReasoningShape.NovaConfig, "/reasoningConfig", "effort", "enabled adaptive", "low medium high")]
    [InlineData("openai.gpt-oss-20b-1:0", ModelReasoningShape.Effort, "/reasoning_effort", "effort", "enabled adaptive", "low medium high")]
    [InlineData("xai.grok-4.3", ModelReasoningShape.EffortObject, "/reasoning", "effort", "enabled adaptive", "none low medium high")]
    [InlineData("deepseek.r1-v1:0", ModelReasoningShape.None, null, "", "enabled adaptive effort", "")]
    public void Reasoning_OfAModel_IsToldByKindAndPlace(string id, ModelReasoningShape shape, string? place, string kinds, string refused, string efforts)
    {
        ModelReasoningRules rules = Rules(id).Reasoning;
        Assert.Equal((shape, place), (rules.Shape, rules.Place));
        Assert.Equal((kinds, refused, efforts), (string.Join(' ', rules.Kinds ?? []), string.Join(' ', rules.Refused), string.Join(' ', rules.Efforts ?? [])));
    }

    [Fact]
    public void SamplingWhileReasoning_OfClaude_LeavesTopPItsUpperEnd()
    {
        ModelParameterRules rules = Rules("us.anthropic.claude-sonnet-4-5-20250929-v1:0");
        ModelReasoningSamplingRules reasoning = rules.SamplingWhileReasoning!;
        Assert.Equal((false, true, false, true), (reasoning.Temperature, reasoning.TopPTaken, reasoning.TopK, reasoning.MaxTokens));
        Assert.Equal((false, true, true, false), (reasoning.TopP!.Contains(0.9), reasoning.TopP.Contains(0.95), reasoning.TopP.Contains(1), reasoning.TopP.Contains(1.01)));
        Assert.False(rules.PrefillWhileReasoning);
        Assert.Equal(["auto"], rules.Tools.ChoicesWhileReasoning);
    }

    [Fact]
    public void SamplingWhileReasoning_OfNova2_IsRefusedAtHighEffortAlone()
    {
        ModelReasoningSamplingRules reasoning = Rules("us.amazon.nova-2-lite-v1:0").SamplingWhileReasoning!;
        Assert.Equal(("high", false, false, false), (reasoning.OnlyAtEffort, reasoning.Temperature, reasoning.TopPTaken, reasoning.MaxTokens));
    }

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", true, "/top_k")]
    [InlineData("amazon.nova-lite-v1:0", true, "/inferenceConfig/topK")]
    [InlineData("cohere.command-r-v1:0", true, "/k")]
    [InlineData("mistral.mistral-7b-instruct-v0:2", true, "/top_k")]
    [InlineData("meta.llama3-1-8b-instruct-v1:0", false, null)]
    [InlineData("qwen.qwen3-32b-v1:0", null, null)]
    public void TopK_OfAModel_HasItsPlace(string id, bool? taken, string? place) => Assert.Equal((taken, place), (Rules(id).TopK.Taken, Rules(id).TopK.Place));

    /// <summary>Row 26: families' limits of stop sequences.</summary>
    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", null, false, null)]
    [InlineData("amazon.nova-micro-v1:0", 4, true, null)]
    [InlineData("ai21.jamba-1-5-large-v1:0", 64, true, null)]
    [InlineData("mistral.mistral-large-2402-v1:0", 10, true, null)]
    [InlineData("amazon.titan-text-express-v1", null, false, "^(\\|+|User:)$")]
    public void StopSequences_OfAModel_HaveItsLimits(string id, int? maximum, bool blank, string? pattern)
    {
        ModelStopSequenceRules rules = Rules(id).StopSequences;
        Assert.Equal((true, maximum, blank, pattern), (rules.Taken, rules.Maximum, rules.Blank, rules.Pattern));
    }

    /// <summary>Row 27, and who takes tools at all.</summary>
    [Theory]
    [InlineData("us.meta.llama3-1-70b-instruct-v1:0", true, false, "auto")]
    [InlineData("us.meta.llama3-2-3b-instruct-v1:0", false, true, "")]
    [InlineData("meta.llama3-8b-instruct-v1:0", false, true, "")]
    [InlineData("deepseek.r1-v1:0", false, true, "")]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", true, true, "auto any tool")]
    [InlineData("mistral.mistral-large-2407-v1:0", true, true, "auto any")]
    [InlineData("amazon.nova-micro-v1:0", true, true, "auto any tool")]
    public void Tools_OfAModel_AreToldByStreamingAndChoice(string id, bool supported, bool streaming, string choices)
    {
        ModelToolRules rules = Rules(id).Tools;
        Assert.Equal((supported, streaming, choices, true), (rules.Supported, rules.Streaming, string.Join(' ', rules.Choices!), rules.HistoryNeedsConfig));
    }

    /// <summary>Row 21: native where the model has it, a forced tool elsewhere.</summary>
    [Theory]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", ModelStructuredOutput.Native)]
    [InlineData("anthropic.claude-sonnet-4-20250514-v1:0", ModelStructuredOutput.ForcedTool)]
    [InlineData("amazon.nova-pro-v1:0", ModelStructuredOutput.ForcedTool)]
    [InlineData("qwen.qwen3-235b-a22b-2507-v1:0", ModelStructuredOutput.Native)]
    [InlineData("amazon.titan-text-lite-v1", ModelStructuredOutput.None)]
    [InlineData("minimax.minimax-m2", ModelStructuredOutput.Unknown)]
    public void StructuredOutput_OfAModel_IsTold(string id, ModelStructuredOutput expected) => Assert.Equal(expected, Rules(id).StructuredOutput);

    /// <summary>Row 18: how many cache points, where, and for how long.</summary>
    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", false, 4, "5m 1h", "system tools messages", null)]
    [InlineData("anthropic.claude-3-7-sonnet-20250219-v1:0", true, 4, "5m", "system tools messages", 1024)]
    [InlineData("anthropic.claude-opus-4-5-20251101-v1:0", true, 4, "5m 1h", "system tools messages", 4096)]
    [InlineData("anthropic.claude-opus-4-7", true, 4, "5m 1h", "system tools messages", 2048)]
    [InlineData("amazon.nova-lite-v1:0", true, 4, "5m", "system messages", 1000)]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", false, null, "", "", null)]
    public void Cache_OfAModel_HasItsLimits(string id, bool supported, int? maximum, string ttls, string places, int? minimum)
    {
        ModelCacheRules rules = Rules(id).Cache;
        Assert.Equal((supported, maximum, minimum), (rules.Supported, rules.Maximum, rules.MinimumTokens));
        Assert.Equal((ttls, places), (string.Join(' ', rules.Ttls ?? []), string.Join(' ', rules.Places ?? [])));
    }

    /// <summary>Row 13, images inside results of tools, and the recorded refusals of S3 and video.</summary>
    [Fact]
    public void Content_OfClaudeNovaAndLlama_Differs()
    {
        ModelContentRules claude = Rules("us.anthropic.claude-sonnet-4-5-20250929-v1:0").Content;
        ModelContentRules nova = Rules("amazon.nova-pro-v1:0").Content;
        ModelContentRules llama = Rules("meta.llama3-1-8b-instruct-v1:0").Content;
        Assert.Equal((4, 0, 0), (claude.Images!.Count, claude.S3!.Count, claude.Videos!.Count));
        Assert.Contains("image", claude.ToolResults!);
        Assert.Equal(["image", "document", "video"], nova.S3);
        Assert.DoesNotContain("image", llama.ToolResults!);
        Assert.Empty(Rules("anthropic.claude-3-5-haiku-20241022-v1:0").Content.Images!);
    }

    /// <summary>Rows 20 and 23: where tokens can be counted, and how output weighs on the quota.</summary>
    [Theory]
    [InlineData("anthropic.claude-3-5-sonnet-20240620-v1:0", 1, true)]
    [InlineData("anthropic.claude-3-7-sonnet-20250219-v1:0", 5, true)]
    [InlineData("us.anthropic.claude-sonnet-5", 5, true)]
    [InlineData("amazon.nova-pro-v1:0", 1, null)]
    [InlineData("meta.llama4-scout-17b-instruct-v1:0", 1, false)]
    public void Service_OfAModel_CountsAndBurnsDown(string id, int burndown, bool? counts) => Assert.Equal((burndown, counts), (Rules(id).Service.OutputBurndown, Rules(id).Service.CountTokens));

    /// <summary>Rows 34 and 36: which surface serves a model by which id, as data.</summary>
    [Fact]
    public void Surfaces_OfAModel_HaveTheirOwnIds()
    {
        ModelInfo kimi = ModelCatalog.Default.Find("moonshot.kimi-k2-thinking")!;
        Assert.Equal([("runtime", "moonshot.kimi-k2-thinking"), ("mantle", "moonshotai.kimi-k2-thinking")], kimi.Surfaces.Select(surface => (surface.Name, surface.Id)));
        ModelSurface gpt = Assert.Single(ModelCatalog.Default.Find("openai.gpt-5.4")!.Surfaces);
        Assert.Equal(("mantle", "/openai/v1", "openai-responses"), (gpt.Name, gpt.OpenAIPath, string.Join(' ', gpt.Apis)));
        Assert.Contains("anthropic-messages", ModelCatalog.Default.Find("anthropic.claude-sonnet-5")!.Surfaces[1].Apis);
    }

    /// <summary>A version newer than the catalogue is told as its line is; nothing at all is presumed of a line that is not known.</summary>
    [Theory]
    [InlineData("us.anthropic.claude-opus-5-5", false, "/thinking")]
    [InlineData("anthropic.claude-fable-5-2", false, "/thinking")]
    [InlineData("anthropic.claude-99", true, "/thinking")]
    [InlineData("anthropic.claude-opus-4-10-v1:0", true, "/thinking")]
    [InlineData("newco.model-1", true, null)]
    public void Rules_OfAModelThatIsNotListed_AreThoseOfItsLine(string id, bool sampling, string? place)
    {
        Assert.Null(ModelCatalog.Default.Find(id));
        ModelParameterRules rules = Rules(id);
        Assert.Equal((sampling, place), (rules.Sampling, rules.Reasoning.Place));
    }

    [Theory]
    [InlineData("newco.model-1")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:imported-model/abc")]
    public void Rules_OfAnUnknownModel_SayNothing(string id)
    {
        ModelParameterRules rules = Rules(id);
        Assert.Same(ModelParameterRules.None, rules);
        Assert.True(rules is
        {
            Sampling: true, TemperatureWithTopP: true, Prefill: true, PrefillWhileReasoning: true, SamplingWhileReasoning: null, StructuredOutput: ModelStructuredOutput.Unknown, Provenance: null,
            TopK.Taken: null, StopSequences: { Taken: true, Blank: true, Maximum: null }, Tools: { Supported: true, Streaming: true, HistoryNeedsConfig: true, Choices: null }, Reasoning: { Supported: null, CanBeOff: true },
            Cache.Supported: null, Content.Images: null, Service: { Guardrails: true, OutputBurndown: 1, Tiers: null },
        });
        Assert.Equal(777, ModelCatalog.Default.DefaultMaxTokens(ModelId.Parse(id), 777));
    }

    [Theory]
    [InlineData("anthropic.claude-sonnet-5", 8192, 8192)]
    [InlineData("meta.llama2-13b-chat-v1", 8192, 2048)]
    [InlineData("amazon.nova-2-lite-v1:0", 8192, 4096)]
    public void DefaultMaxTokens_OfAModel_IsItsMaximumUpToTheBound(string id, int bound, int expected) => Assert.Equal(expected, ModelCatalog.Default.DefaultMaxTokens(ModelId.Parse(id), bound));

    private static ModelParameterRules Rules(string id) => ModelCatalog.Default.RulesFor(ModelId.Parse(id));
}
