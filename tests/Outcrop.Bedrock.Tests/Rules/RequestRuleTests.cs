using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Tests.Converse;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>
/// Each rule avoids the refusal it is there for, says what it did, and leaves the nearest request that complies as it is, byte for byte. Columns: case, the model's row, request, what goes out (empty: the same), report
/// (<c>-</c> left out, <c>~</c> changed).
/// </summary>
public sealed class RequestRuleTests
{
    private const string Hi = """{"role":"user","content":[{"text":"hi"}]}""";
    private const string Call = """{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"add","input":{}}}]}""";
    private const string Result = """{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"3"}]}}]}""";
    private const string AddTool = """{"toolSpec":{"name":"add","inputSchema":{"json":{"type":"object"}}}}""";
    private const string Thinking = """ "rules":{"reasoning":{"supported":true,"shape":"thinking","place":"/thinking","effortPlace":"/output_config/effort","efforts":["low","medium","high"],"minimumBudget":1024,"signed":true,"canBeOff":true,"inHistory":true""";

    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        // Row 7
        { "Row07_ResultsInSeveralMessages_AreOneMessageInOrder", "", Body(Hi, Two("t1", "t2"), Res("t1"), Res("t2"), tools: AddTool), Body(Hi, Two("t1", "t2"), $$"""{"role":"user","content":[{{ResBlock("t1")}},{{ResBlock("t2")}}]}""", tools: AddTool), "~messages[3]" },
        { "Row07_TextBeforeResults_ComesAfter", "", Body(Hi, Call, $$"""{"role":"user","content":[{"text":"so?"},{{ResBlock("t1")}}]}""", tools: AddTool), Body(Hi, Call, $$"""{"role":"user","content":[{{ResBlock("t1")}},{"text":"so?"}]}""", tools: AddTool), "~messages[2].content" },
        { "Row07_ResultThenText_IsUntouched", "", Body(Hi, Call, $$"""{"role":"user","content":[{{ResBlock("t1")}},{{Point}},{"text":"so?"}]}""", tools: AddTool), "", "" },
        { "Row07_FirstMessageOfTheAssistant_FollowsAPlaceholder", "", Body("""{"role":"assistant","content":[{"text":"yo"}]}""", Hi), Body("""{"role":"user","content":[{"text":"(empty)"}]}""", """{"role":"assistant","content":[{"text":"yo"}]}""", Hi), "~messages" },

        // Row 8
        { "Row08_HistoryWithTools_HasAToolConfig", "", Body(Hi, Call, Result), Body(Hi, Call, Result, tools: AddTool), "~toolConfig" },
        { "Row08_EmptyToolsWithHistory_HasAToolConfig", "", Body(Hi, Call, Result, tools: " "), Body(Hi, Call, Result, tools: AddTool), "~toolConfig" },
        { "Row08_EmptyToolsWithoutHistory_AreNone", "", Body(Hi, tools: " "), Body(Hi), "~toolConfig" },
        { "Row08_OrphanedResult_HasATool", "", Body(Result), Body(Result, tools: """{"toolSpec":{"name":"unavailable_tool","inputSchema":{"json":{"type":"object"}}}}"""), "~toolConfig" },
        { "Row08_ModelThatNeedsNone_IsUntouched", """ "rules":{"tools":{"historyNeedsConfig":false}}""", Body(Hi, Call, Result), "", "" },

        // Row 9
        { "Row09_BlankText_IsLeftOut", "", Body("""{"role":"user","content":[{"text":"a"},{"text":" \n"},{"text":"b"}]}"""), Body("""{"role":"user","content":[{"text":"a"},{"text":"b"}]}"""), "~messages[0].content[1].text" },
        { "Row09_BlankMessage_HasAPlaceholder", "", Body("""{"role":"user","content":[{"text":""}]}"""), Body("""{"role":"user","content":[{"text":"(empty)"}]}"""), "~messages[0], ~messages[0].content[0].text" },
        { "Row09_BlankLastAnswer_IsLeftOut", "", Body(Hi, """{"role":"assistant","content":[{"text":" "}]}"""), Body(Hi), "~messages[1], ~messages[1].content[0].text" },
        { "Row09_BlankToolResult_HasAPlaceholder", "", Body(Hi, Call, """{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":""}]}}]}""", tools: AddTool), Body(Hi, Call, """{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"(empty)"}]}}]}""", tools: AddTool), "~messages[2].content[0].toolResult.content, ~messages[2].content[0].toolResult.content[0].text" },
        { "Row09_BlankSystem_IsLeftOut", "", Body(Hi, more: ""","system":[{"text":" "}]"""), Body(Hi), "~system[0].text" },

        // Row 10 and 11: sampling
        { "Row10_TemperatureWithTopP_LosesTopP", """ "rules":{"temperatureWithTopP":false}""", Body(Hi, inference: """ "temperature":0.5,"topP":0.9"""), Body(Hi, inference: """ "temperature":0.5"""), "-inferenceConfig.topP" },
        { "Row10_TopPAlone_IsUntouched", """ "rules":{"temperatureWithTopP":false}""", Body(Hi, inference: """ "topP":0.9"""), "", "" },
        { "Row10_TopPAmongVendorFields_IsDroppedToo", """ "rules":{"temperatureWithTopP":false}""", Body(Hi, inference: """ "temperature":0.5""", fields: """ "top_p":0.9,"x":1"""), Body(Hi, inference: """ "temperature":0.5""", fields: """ "x":1"""), "-additionalModelRequestFields.top_p" },
        { "Row11_NoSamplingAtAll_LosesEach", """ "rules":{"sampling":false,"topK":{"place":"/top_k"}}""", Body(Hi, inference: """ "maxTokens":9,"temperature":0.5,"topP":0.9""", fields: """ "top_k":4"""), Body(Hi, inference: """ "maxTokens":9"""), "-additionalModelRequestFields.top_k, -inferenceConfig.temperature, -inferenceConfig.topP" },
        { "Row11_TemperatureOutOfRange_IsBroughtIn", """ "rules":{"temperature":{"minimum":0,"maximum":1}}""", Body(Hi, inference: """ "temperature":1.7"""), Body(Hi, inference: """ "temperature":1"""), "~inferenceConfig.temperature" },

        // Row 11: reasoning
        { "Row11_ThinkingEnabledRefused_IsAdaptive", Thinking + ""","refused":["enabled"]}}""", Body(Hi, fields: """ "thinking":{"type":"enabled","budget_tokens":8000},"x":1"""), Body(Hi, fields: """ "thinking":{"type":"adaptive"},"x":1,"output_config":{"effort":"medium"}"""), "~additionalModelRequestFields.thinking" },
        { "Row11_ThinkingEnabledTaken_IsUntouched", Thinking + "}}", Body(Hi, inference: """ "maxTokens":9000""", fields: """ "thinking":{"type":"enabled","budget_tokens":8000}"""), "", "" },
        { "Row11_ThinkingAdaptiveRefused_HasABudget", Thinking + ""","refused":["adaptive"]}}""", Body(Hi, inference: """ "maxTokens":20000""", fields: """ "thinking":{"type":"adaptive"}"""), Body(Hi, inference: """ "maxTokens":20000""", fields: """ "thinking":{"type":"enabled","budget_tokens":8192}"""), "~additionalModelRequestFields.thinking" },
        { "Row11_BudgetBelowTheLeast_IsRaised", Thinking + "}}", Body(Hi, inference: """ "maxTokens":9000""", fields: """ "thinking":{"type":"enabled","budget_tokens":10}"""), Body(Hi, inference: """ "maxTokens":9000""", fields: """ "thinking":{"type":"enabled","budget_tokens":1024}"""), "~additionalModelRequestFields.thinking.budget_tokens" },
        { "Row11_BudgetAboveTheLimit_IsLowered", Thinking + "}}", Body(Hi, inference: """ "maxTokens":2000""", fields: """ "thinking":{"type":"enabled","budget_tokens":8000}"""), Body(Hi, inference: """ "maxTokens":2000""", fields: """ "thinking":{"type":"enabled","budget_tokens":1999}"""), "~additionalModelRequestFields.thinking.budget_tokens" },
        { "Row11_BudgetWithoutLimit_HasRoomForTheAnswer", Thinking + "}}", Body(Hi, fields: """ "thinking":{"type":"enabled","budget_tokens":8000}"""), Body(Hi, inference: """ "maxTokens":12096""", fields: """ "thinking":{"type":"enabled","budget_tokens":8000}"""), "~inferenceConfig.maxTokens" },
        { "Row11_NoRoomForTheLeastBudget_LosesThinking", Thinking + "}}", Body(Hi, inference: """ "maxTokens":100""", fields: """ "thinking":{"type":"enabled","budget_tokens":8000}"""), Body(Hi, inference: """ "maxTokens":100"""), "-additionalModelRequestFields.thinking" },
        { "Row11_SamplingWhileThinking_IsLeftOut", Thinking + """},"samplingWhileReasoning":{"temperature":false,"topPTaken":false,"topK":false},"topK":{"place":"/top_k"}}""", Body(Hi, inference: """ "maxTokens":9000,"temperature":0.2,"topP":0.5""", fields: """ "thinking":{"type":"adaptive"},"top_k":3"""), Body(Hi, inference: """ "maxTokens":9000""", fields: """ "thinking":{"type":"adaptive"}"""), "-additionalModelRequestFields.top_k, -inferenceConfig.temperature, -inferenceConfig.topP" },
        { "Row11_SamplingWithoutThinking_IsUntouched", Thinking + """},"samplingWhileReasoning":{"temperature":false}}""", Body(Hi, inference: """ "maxTokens":9000,"temperature":0.2""", fields: """ "thinking":{"type":"disabled"}"""), "", "" },

        // Row 12
        { "Row12_PrefillRefused_IsLeftOut", """ "rules":{"prefill":false}""", Body(Hi, """{"role":"assistant","content":[{"text":"{"}]}"""), Body(Hi), "-messages[1]" },
        { "Row12_PrefillTaken_IsUntouched", "", Body(Hi, """{"role":"assistant","content":[{"text":"{"}]}"""), "", "" },
        { "Row12_PrefillWithWhiteSpaceAtItsEnd_IsTrimmed", "", Body(Hi, """{"role":"assistant","content":[{"text":"So: \n"}]}"""), Body(Hi, """{"role":"assistant","content":[{"text":"So:"}]}"""), "~messages[1].content[0].text" },
        { "Row12_TrailingCall_IsNeverStripped", """ "rules":{"prefill":false}""", Body(Hi, Call, tools: AddTool), "", "" },

        // Row 13
        { "Row13_ImageJpg_IsWhatItsBytesSay", "", Body(Image("image/jpg")), Body(Image("png")), "~messages[0].content[0].image.format" },
        { "Row13_WrongLabelInAToolResult_IsMended", "", Body(Hi, Call, Res("t1", ImageBlock("jpeg")), tools: AddTool), Body(Hi, Call, Res("t1", ImageBlock("png")), tools: AddTool), "~messages[2].content[0].toolResult.content[0].image.format" },
        { "Row13_RightLabel_IsUntouched", "", Body(Image("png")), "", "" },

        // Row 14
        { "Row14_DocumentNames_AreCleanAndUnique", "", Body(Docs("Q3_report.pdf", "Q3 report", "Q3 report", "???")), Body(Docs("Q3 report", "Q3 report 2", "Q3 report 3", "document")), "~messages[0].content[0].document.name, ~messages[0].content[1].document.name, ~messages[0].content[2].document.name, ~messages[0].content[3].document.name" },
        { "Row14_DocumentWithoutWords_HasSome", "", Body(Alone("")), Body(Alone(""",{"text":"(empty)"}""")), "~messages[0].content" },
        { "Row14_DocumentWithWordsInTheNextMessage_HasThose", "", Body(Alone(""), Hi), Body(Alone(""",{"text":"hi"}""")), "~messages[1]" },
        { "Row14_LegalNames_AreUntouched", "", Body(Docs("Q3 report (v2)", "b-[1]")), "", "" },

        // Row 17
        { "Row17_UnsignedThought_IsNotSent", Thinking + "}}", Body(Hi, """{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm"}}},{"text":"a"}]}""", Hi), Body(Hi, """{"role":"assistant","content":[{"text":"a"}]}""", Hi), "-messages[1].content[0].reasoningContent" },
        { "Row17_SignedAndRedacted_AreUntouched", Thinking + "}}", Body(Hi, """{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"","signature":"S+/="}}},{"reasoningContent":{"redactedContent":"QUI="}},{"text":"a"}]}""", Hi), "", "" },
        { "Row17_ModelThatTakesNoneBack_IsSentNone", """ "rules":{"reasoning":{"inHistory":false,"canBeOff":true}}""", Body(Hi, """{"role":"assistant","content":[{"reasoningContent":{"redactedContent":"QUI="}},{"text":"a"}]}""", Hi), Body(Hi, """{"role":"assistant","content":[{"text":"a"}]}""", Hi), "-messages[1].content[0].reasoningContent" },

        // Row 18
        { "Row18_FiveCachePoints_AreFour", """ "rules":{"cache":{"supported":true,"maximum":4}}""", Body(Cached("a"), Answer("x"), Cached("b"), Answer("y"), Cached("c"), tools: AddTool + "," + Point, more: $$""","system":[{"text":"s"},{{Point}}]"""), Body(Plain("a"), Answer("x"), Cached("b"), Answer("y"), Cached("c"), tools: AddTool + "," + Point, more: $$""","system":[{"text":"s"},{{Point}}]"""), "-messages[0].content[1].cachePoint" },
        { "Row18_NoCache_LosesEveryPoint", """ "rules":{"cache":{"supported":false}}""", Body(Cached("a"), tools: AddTool + "," + Point), Body(Plain("a"), tools: AddTool), "-messages[0].content[1].cachePoint, -toolConfig.tools[1].cachePoint" },
        { "Row18_LongerTimeAfterAShorter_IsTheShorter", "", Body("""{"role":"user","content":[{"text":"a"},{"cachePoint":{"type":"default","ttl":"1h"}}]}""", more: $$""","system":[{"text":"s"},{{Point}}]"""), Body(Cached("a"), more: $$""","system":[{"text":"s"},{{Point}}]"""), "~messages[0].content[1].cachePoint.ttl" },
        { "Row18_LongerTimeBeforeAShorter_IsUntouched", """ "rules":{"cache":{"supported":true,"maximum":4,"ttls":["5m","1h"]}}""", Body(Cached("a"), more: ""","system":[{"text":"s"},{"cachePoint":{"type":"default","ttl":"1h"}}]"""), "", "" },
        { "Row18_PointBeforeAnyContent_IsLeftOut", "", Body($$"""{"role":"user","content":[{{Point}},{"text":"a"}]}"""), Body(Plain("a")), "-messages[0].content[0].cachePoint" },

        // Row 21
        { "Row21_NativeStructuredOutput_IsUntouched", """ "rules":{"structuredOutput":"native"}""", Body(Hi, more: Format), "", "" },
        { "Row21_ForcedTool_CarriesTheSchema", """ "rules":{"structuredOutput":"forcedTool"}""", Body(Hi, more: Format), Body(Hi, more: ""","toolConfig":{"tools":[{"toolSpec":{"name":"answer","description":"Gives the answer. Call it once, with the whole answer.","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"tool":{"name":"answer"}}}"""), "~outputConfig.textFormat" },
        { "Row21_NeitherNativeNorTools_IsAskedFor", """ "rules":{"structuredOutput":"none"}""", Body(Hi, more: Format), Body(Hi, more: ""","system":[{"text":"Answer with one JSON value and nothing else: no explanation, no code fence. It must be valid by this JSON schema:\n{\"type\":\"object\"}"}]"""), "~outputConfig.textFormat" },

        // Row 26
        { "Row26_StopSequences_FitTheModel", """ "rules":{"stopSequences":{"taken":true,"blank":false,"maximum":2,"maximumLength":3}}""", Body(Hi, inference: """ "stopSequences":["\n","abc","abcd","x","y"]"""), Body(Hi, inference: """ "stopSequences":["abc","x"]"""), "-inferenceConfig.stopSequences[0], -inferenceConfig.stopSequences[2], -inferenceConfig.stopSequences[4]" },
        { "Row26_StopSequencePattern_IsKept", """ "rules":{"stopSequences":{"taken":true,"blank":true,"pattern":"^(\\|+|User:)$"}}""", Body(Hi, inference: """ "stopSequences":["||","User:","bye"]"""), Body(Hi, inference: """ "stopSequences":["||","User:"]"""), "-inferenceConfig.stopSequences[2]" },

        // Row 29
        { "Row29_BlankDescription_IsLeftOut", "", Body(Hi, tools: """{"toolSpec":{"name":"add","description":"","inputSchema":{"json":{"type":"object"}}}}"""), Body(Hi, tools: AddTool), "~toolConfig.tools[0].toolSpec.description" },
        { "Row29_SchemaWithoutAType_IsOfAnObject", "", Body(Hi, tools: """{"toolSpec":{"name":"add","inputSchema":{"json":{}}}}"""), Body(Hi, tools: AddTool), "~toolConfig.tools[0].toolSpec.inputSchema" },
        { "Row29_SchemaThatIsNull_IsOfAnObject", "", Body(Hi, tools: """{"toolSpec":{"name":"add","inputSchema":{"json":null}}}"""), Body(Hi, tools: AddTool), "~toolConfig.tools[0].toolSpec.inputSchema" },
        { "Row29_SchemaWithAnInnerTypeOnly_KeepsItsMembers", "", Body(Hi, tools: """{"toolSpec":{"name":"add","inputSchema":{"json":{"properties":{"type":{"type":"string"}},"type":null}}}}"""), Body(Hi, tools: """{"toolSpec":{"name":"add","inputSchema":{"json":{"properties":{"type":{"type":"string"}},"type":"object"}}}}"""), "~toolConfig.tools[0].toolSpec.inputSchema" },
        { "Row29_SchemaOfAnotherType_IsBedrocksToRefuse", "", Body(Hi, tools: """{"toolSpec":{"name":"add","inputSchema":{"json":{"type":"string"}}}}"""), "", "" },
        { "Row29_StrictNotTaken_IsLeftOut", """ "rules":{"tools":{"supported":true,"streaming":true,"historyNeedsConfig":true,"strict":false}}""", Body(Hi, tools: """{"toolSpec":{"name":"add","inputSchema":{"json":{"type":"object"}},"strict":true}}"""), Body(Hi, tools: AddTool), "-toolConfig.tools[0].toolSpec.strict" },

        // The others
        { "MaxTokens_AboveTheModels_IsLowered", """ "maxOutput":8192""", Body(Hi, inference: """ "maxTokens":9000"""), Body(Hi, inference: """ "maxTokens":8192"""), "~inferenceConfig.maxTokens" },
        { "ToolChoice_AnyNotTaken_IsAuto", """ "rules":{"tools":{"supported":true,"streaming":true,"historyNeedsConfig":true,"choices":["auto"]}}""", Body(Hi, tools: AddTool, choice: """{"any":{}}"""), Body(Hi, tools: AddTool, choice: """{"auto":{}}"""), "-toolConfig.toolChoice" },
        { "ToolChoice_NamedOfTheOnlyTool_IsAny", """ "rules":{"tools":{"supported":true,"streaming":true,"historyNeedsConfig":true,"choices":["auto","any"]}}""", Body(Hi, tools: AddTool, choice: """{"tool":{"name":"add"}}"""), Body(Hi, tools: AddTool, choice: """{"any":{}}"""), "~toolConfig.toolChoice" },
        { "ToolChoice_ForcedWhileThinking_IsAuto", Thinking + """},"tools":{"supported":true,"streaming":true,"historyNeedsConfig":true,"choicesWhileReasoning":["auto"]}}""", Body(Hi, inference: """ "maxTokens":9000""", fields: """ "thinking":{"type":"adaptive"}""", tools: AddTool, choice: """{"any":{}}"""), Body(Hi, inference: """ "maxTokens":9000""", fields: """ "thinking":{"type":"adaptive"}""", tools: AddTool, choice: """{"auto":{}}"""), "-toolConfig.toolChoice" },
        { "Service_TierAndLatencyNotOffered_AreLeftOut", """ "rules":{"service":{"guardrails":true,"outputBurndown":1,"tiers":["default"],"latencyOptimized":false}}""", Body(Hi, more: ""","serviceTier":{"type":"flex"},"performanceConfig":{"latency":"optimized"}"""), Body(Hi), "-performanceConfig.latency, -serviceTier" },
        { "UnknownModel_VendorFields_AreUntouched", "", Body(Hi, inference: """ "temperature":0.3,"topP":0.4,"stopSequences":["a"]""", fields: """ "frequency_penalty":0.2"""), "", "" },
    };

    private const string Point = """{"cachePoint":{"type":"default"}}""";
    private const string Format = ""","outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}","name":"answer"}}}}""";

    [Theory]
    [MemberData(nameof(Cases))]
    public void Request_UnderRules_Complies(string name, string model, string request, string expected, string report)
    {
        ConverseRequest given = RuleFixture.Read(request);
        byte[] before = RuleFixture.Write(given);
        RequestDraft draft = RuleFixture.Prepare(given, model);
        Assert.Equal(before, RuleFixture.Write(given));
        Assert.Equal(report, RuleFixture.Names(draft));
        if (expected.Length == 0)
        {
            Assert.Same(given, draft.Request);
            return;
        }

        JsonAssert.Equal(expected, RuleFixture.Write(draft.Request));
        RequestDraft again = RuleFixture.Prepare(draft.Request, model);
        Assert.True(again.Report.Dropped.Count == 0 && again.Report.Adjusted.Count == 0, $"{name}: what complies is changed again: {RuleFixture.Names(again)}");
    }

    [Theory]
    [InlineData("Row13", "", """{"messages":[{"role":"user","content":[{"text":"a"},{"image":{"format":"png","source":{"bytes":"aGVsbG8gd29ybGQh"}}}]}]}""", "messages[0].content[1].image.source.bytes")]
    [InlineData("ToolsForAModelWithout", """ "rules":{"tools":{"supported":false}}""", """{"messages":[{"role":"user","content":[{"text":"a"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"add","inputSchema":{"json":{}}}}]}}""", "toolConfig")]
    [InlineData("GuardrailForAModelWithout", """ "rules":{"service":{"guardrails":false}}""", """{"messages":[{"role":"user","content":[{"text":"a"}]}],"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"}}""", "guardrailConfig")]
    public void Request_ThatWouldMeanSomethingElse_IsRefused(string name, string model, string request, string path)
    {
        BedrockException fault = Assert.Throws<BedrockException>(() => RuleFixture.Prepare(request, model));
        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
        Assert.True(fault.Message.Contains($"({path})", StringComparison.Ordinal), $"{name}: {fault.Message}");
    }

    [Theory]
    [InlineData(null, 8192, null)]
    [InlineData(4096, null, 4096)]
    [InlineData(4096, 2048, 2048)]
    public void MaxTokens_OfASilentCaller_AreTheSmallerOfBoundAndModel(int? bound, int? maxOutput, int? expected)
    {
        RequestDraft draft = RuleFixture.Prepare(Body(Hi), maxOutput is null ? "" : $"\"maxOutput\":{maxOutput}", defaultMaxTokens: bound);
        Assert.Equal(expected, draft.Request.InferenceConfig?.MaxTokens);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Row06_CallWithoutArguments_GoesOutWithTheEmptyObject(string arguments)
    {
        var request = new ConverseRequest
        {
            ModelId = RuleFixture.Model,
            Messages =
            {
                new Message(ConversationRole.User, "hi"),
                new Message(ConversationRole.Assistant, [new ToolUseBlock("t1", "add", new RawJson(System.Text.Encoding.UTF8.GetBytes(arguments)))]),
                new Message(ConversationRole.User, [new ToolResultBlock("t1", [new TextBlock("3")])]),
            },
        };
        JsonAssert.Equal(Body(Hi, Call, Result, tools: AddTool), RuleFixture.Write(RuleFixture.Prepare(request, "").Request));
    }

    [Fact]
    public void Row14_DocumentNames_StayWhenTheConversationGoesOn()
    {
        string[] names = ["r.pdf", "r", "r_", "r 2", new string('x', 300), new string('x', 300)];
        List<string> before = [];
        for (int count = 1; count <= names.Length; count++)
        {
            RequestDraft draft = RuleFixture.Prepare(Body(Docs([.. names.Take(count)])), "");
            List<string> now = [.. draft.Request.Messages[0].Content.OfType<DocumentBlock>().Select(document => document.Name)];
            Assert.Equal(before, now.Take(count - 1));
            Assert.Equal(count, now.Distinct().Count());
            Assert.All(now, name => Assert.InRange(name.Length, 1, 200));
            before = now;
        }
    }

    private static string Body(string first, string? second = null, string? third = null, string? fourth = null, string? fifth = null, string inference = "", string fields = "", string tools = "", string choice = "", string more = "") =>
        $$"""{"messages":[{{string.Join(',', ((string?[])[first, second, third, fourth, fifth]).Where(static one => one is not null))}}]"""
        + (inference.Length > 0 ? $$""","inferenceConfig":{{{inference}}}""" : "")
        + (fields.Length > 0 ? $$""","additionalModelRequestFields":{{{fields}}}""" : "")
        + (tools.Length > 0 ? $$""","toolConfig":{"tools":[{{tools}}]{{(choice.Length > 0 ? $",\"toolChoice\":{choice}" : "")}}}""" : "")
        + more + "}";

    private static string Two(string first, string second) =>
        $$$$"""{"role":"assistant","content":[{"toolUse":{"toolUseId":"{{{{first}}}}","name":"add","input":{}}},{"toolUse":{"toolUseId":"{{{{second}}}}","name":"add","input":{}}}]}""";

    private static string ResBlock(string id, string content = """{"text":"3"}""") => $$$"""{"toolResult":{"toolUseId":"{{{id}}}","content":[{{{content}}}]}}""";

    private static string Res(string id, string content = """{"text":"3"}""") => $$"""{"role":"user","content":[{{ResBlock(id, content)}}]}""";

    private static string ImageBlock(string format) => $$$$"""{"image":{"format":"{{{{format}}}}","source":{"bytes":"{{{{RuleFixture.Png}}}}"}}}""";

    private static string Image(string format) => $$"""{"role":"user","content":[{{ImageBlock(format)}},{"text":"what?"}]}""";

    private static string Docs(params string[] names) =>
        $$"""{"role":"user","content":[{{string.Join(',', names.Select(static name => $$$$"""{"document":{"format":"pdf","name":"{{{{name}}}}","source":{"bytes":"JVBERg=="}}}"""))}},{"text":"?"}]}""";

    private static string Alone(string beside) => $$$$"""{"role":"user","content":[{"document":{"format":"pdf","name":"a","source":{"bytes":"JVBERg=="}}}{{{{beside}}}}]}""";

    private static string Cached(string text) => $$"""{"role":"user","content":[{"text":"{{text}}"},{{Point}}]}""";

    private static string Plain(string text) => $$"""{"role":"user","content":[{"text":"{{text}}"}]}""";

    private static string Answer(string text) => $$"""{"role":"assistant","content":[{"text":"{{text}}"}]}""";
}
