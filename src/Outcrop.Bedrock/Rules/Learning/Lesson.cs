using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>One thing that a model taught by refusing a request. Immutable.</summary>
/// <param name="Kind">What it teaches.</param>
/// <param name="Path">The path of the parameter that was refused, as it is reported.</param>
/// <param name="Text">The part of the refusal that says so: AWS's words, nothing of the caller's.</param>
/// <param name="Value">The value that the refusal tells; 0 when it tells none.</param>
internal sealed record Lesson(LessonKind Kind, string Path, string Text, int Value = 0)
{
    /// <summary>The reason that is reported.</summary>
    public string Reason => "the model refused it: " + Text;

    /// <summary>Whether it holds for the next request too.</summary>
    public bool IsLasting => Kind != LessonKind.ThinkingNow;

    /// <summary>The lesson behind a part that was left out; <see langword="null"/> when there is none.</summary>
    /// <param name="lessons">The lessons.</param>
    /// <param name="path">The part's path.</param>
    public static Lesson? Find(IReadOnlyList<Lesson> lessons, string path)
    {
        for (int i = 0; i < lessons.Count; i++)
        {
            if (lessons[i].Covers(path))
            {
                return lessons[i];
            }
        }

        return null;
    }

    private bool Covers(string path) => Kind switch
    {
        LessonKind.Prefill => path.StartsWith("messages[", StringComparison.Ordinal) && path.EndsWith(']'),
        LessonKind.CachePoints => path.EndsWith(".cachePoint", StringComparison.Ordinal),
        LessonKind.StrictTools => path.EndsWith(".strict", StringComparison.Ordinal),
        LessonKind.ReasoningHistory => path.EndsWith(".reasoningContent", StringComparison.Ordinal),
        _ => Path == path,
    };

    /// <summary>A model's rules with what it taught.</summary>
    /// <param name="rules">The catalogue's rules.</param>
    public ModelParameterRules ApplyTo(ModelParameterRules rules) => Kind switch
    {
        LessonKind.Drop or LessonKind.MaxTokens or LessonKind.ThinkingNow => rules,
        LessonKind.TemperatureWithTopP => rules with { TemperatureWithTopP = false },
        LessonKind.Prefill => rules with { Prefill = false },
        LessonKind.ToolStreaming => rules with { Tools = rules.Tools with { Streaming = false } },
        LessonKind.ThinkingEnabled => rules with { Reasoning = Refusing(rules.Reasoning, "enabled", "adaptive") },
        LessonKind.ThinkingAdaptive => rules with { Reasoning = Refusing(rules.Reasoning, "adaptive", "enabled") },
        LessonKind.ForcedToolWhileThinking => rules with { Tools = rules.Tools with { ChoicesWhileReasoning = ["auto"] } },
        LessonKind.StrictTools => rules with { Tools = rules.Tools with { Strict = false } },
        LessonKind.StructuredOutput => rules with { StructuredOutput = rules.Tools.Supported ? ModelStructuredOutput.ForcedTool : ModelStructuredOutput.None },
        LessonKind.CachePoints => rules with { Cache = rules.Cache with { Supported = false } },
        LessonKind.CacheTtl => rules with { Cache = rules.Cache with { Ttls = [] } },
        LessonKind.ReasoningHistory => rules with { Reasoning = rules.Reasoning with { InHistory = false } },
        _ => throw new InvalidOperationException($"A lesson of kind {Kind} cannot be applied."),
    };

    /// <summary>A model of which the catalogue knew nothing is known by its refusal to have the field.</summary>
    private static ModelReasoningRules Refusing(ModelReasoningRules rules, string kind, string other)
    {
        bool unknown = rules.Shape == ModelReasoningShape.Unknown;
        return rules with
        {
            Shape = unknown ? ModelReasoningShape.Thinking : rules.Shape,
            Place = rules.Place ?? "/thinking",
            EffortPlace = rules.EffortPlace ?? (kind == "enabled" ? "/output_config/effort" : null),
            Refused = [.. rules.Refused, kind],
            Kinds = rules.Kinds is { } kinds && !kinds.Contains(other) ? [.. kinds, other] : rules.Kinds,
        };
    }
}
