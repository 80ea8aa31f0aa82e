using System.Text.Json;

namespace Outcrop.Emulator.Guardrails;

/// <summary>Writes what a guardrail found. The members are in alphabetical order, as AWS has them.</summary>
/// <param name="json">Where it goes.</param>
/// <param name="version">The guardrail.</param>
/// <param name="arn">Its ARN.</param>
internal sealed class AssessmentWriter(Utf8JsonWriter json, GuardrailVersion version, string arn)
{
    /// <param name="assessment">What was found.</param>
    /// <param name="full">Whether what was not detected is told, too.</param>
    /// <param name="nulls">Whether policies without findings stand there as null (ApplyGuardrail), or not at all (traces).</param>
    /// <param name="latency">How long it took, in milliseconds.</param>
    public void Write(GuardrailAssessment assessment, bool full, bool nulls, long latency)
    {
        json.WriteStartObject();
        json.WriteStartObject("appliedGuardrailDetails"u8);
        json.WriteString("guardrailArn"u8, arn);
        json.WriteString("guardrailId"u8, version.Id);
        json.WriteStartArray("guardrailOrigin"u8);
        json.WriteStringValue("REQUEST"u8);
        json.WriteEndArray();
        json.WriteString("guardrailOwnership"u8, "SELF"u8);
        json.WriteString("guardrailVersion"u8, version.Number);
        json.WriteEndObject();
        if (nulls)
        {
            json.WriteNull("automatedReasoningPolicy"u8);
        }

        // How well an answer is grounded is told whenever it was looked at (recorded).
        GuardrailFinding[] told = [.. assessment.Findings.Where(finding => full || finding.Detected || finding is GroundingFinding)];
        Policy("contentPolicy", nulls, told.OfType<ContentFinding>().Any(), () => Array("filters", told.OfType<ContentFinding>(), WriteContent));
        Policy("contextualGroundingPolicy", nulls, told.OfType<GroundingFinding>().Any(), () => Array("filters", told.OfType<GroundingFinding>(), WriteGrounding));
        json.WriteStartObject("invocationMetrics"u8);
        WriteCoverage(json, assessment, nulls);
        json.WriteNumber("guardrailProcessingLatency"u8, latency);
        WriteUsage(json, assessment.Units);
        json.WriteEndObject();
        Policy("sensitiveInformationPolicy", nulls, told.Any(finding => finding is PiiFinding or RegexFinding), () =>
        {
            ArrayOrNull("piiEntities", nulls, told.OfType<PiiFinding>(), WritePii);
            ArrayOrNull("regexes", nulls, told.OfType<RegexFinding>(), WriteRegex);
        });
        Policy("topicPolicy", nulls, told.OfType<TopicFinding>().Any(), () => Array("topics", told.OfType<TopicFinding>(), WriteTopic));
        Policy("wordPolicy", nulls, told.OfType<WordFinding>().Any(), () =>
        {
            Array("customWords", told.OfType<WordFinding>().Where(word => !word.Managed), WriteWord);
            Array("managedWordLists", told.OfType<WordFinding>().Where(word => word.Managed), WriteWord);
        });
        json.WriteEndObject();
    }

    public static void WriteCoverage(Utf8JsonWriter json, GuardrailAssessment assessment, bool nulls)
    {
        json.WriteStartObject("guardrailCoverage"u8);
        if (nulls)
        {
            json.WriteNull("images"u8);
        }

        json.WriteStartObject("textCharacters"u8);
        json.WriteNumber("guarded"u8, assessment.GuardedCharacters);
        json.WriteNumber("total"u8, assessment.TotalCharacters);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteUsage(Utf8JsonWriter json, GuardrailUnits units)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("automatedReasoningPolicies"u8, 0);
        json.WriteNumber("automatedReasoningPolicyUnits"u8, 0);
        json.WriteNumber("contentPolicyImageUnits"u8, 0);
        json.WriteNumber("contentPolicyUnits"u8, units.Content);
        json.WriteNumber("contextualGroundingPolicyUnits"u8, units.Grounding);
        json.WriteNumber("sensitiveInformationPolicyFreeUnits"u8, units.SensitiveFree);
        json.WriteNumber("sensitiveInformationPolicyUnits"u8, units.Sensitive);
        json.WriteNumber("topicPolicyUnits"u8, units.Topic);
        json.WriteNumber("wordPolicyUnits"u8, units.Word);
        json.WriteEndObject();
    }

    private void Policy(string name, bool nulls, bool any, Action write)
    {
        if (any)
        {
            json.WriteStartObject(name);
            write();
            json.WriteEndObject();
        }
        else if (nulls)
        {
            json.WriteNull(name);
        }
    }

    private void ArrayOrNull<T>(string name, bool nulls, IEnumerable<T> findings, Action<T> write)
    {
        T[] items = [.. findings];
        if (items.Length > 0)
        {
            Array(name, items, write);
        }
        else if (nulls)
        {
            json.WriteNull(name);
        }
    }

    private void Array<T>(string name, IEnumerable<T> findings, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T finding in findings)
        {
            json.WriteStartObject();
            write(finding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteTopic(TopicFinding topic)
    {
        WriteOutcome(topic);
        json.WriteString("name"u8, topic.Name);
        json.WriteString("type"u8, "DENY"u8);
    }

    private void WriteContent(ContentFinding filter)
    {
        json.WriteString("action"u8, Name(filter.Action));
        json.WriteString("confidence"u8, filter.Confidence);
        json.WriteBoolean("detected"u8, filter.Detected);
        json.WriteString("filterStrength"u8, filter.Strength);
        json.WriteString("type"u8, filter.Type);
    }

    private void WriteWord(WordFinding word)
    {
        WriteOutcome(word);
        json.WriteString("match"u8, word.Match);
        if (word.Managed)
        {
            json.WriteString("type"u8, "PROFANITY"u8);
        }
    }

    private void WritePii(PiiFinding entity)
    {
        WriteOutcome(entity);
        json.WriteString("match"u8, entity.Match);
        json.WriteString("type"u8, entity.Type);
    }

    private void WriteRegex(RegexFinding regex)
    {
        WriteOutcome(regex);
        json.WriteString("match"u8, regex.Match);
        json.WriteString("name"u8, regex.Name);
        json.WriteString("regex"u8, regex.Pattern);
    }

    private void WriteGrounding(GroundingFinding filter)
    {
        WriteOutcome(filter);
        json.WriteNumber("score"u8, filter.Score);
        json.WriteNumber("threshold"u8, filter.Threshold);
        json.WriteString("type"u8, filter.Type);
    }

    private void WriteOutcome(GuardrailFinding finding)
    {
        json.WriteString("action"u8, Name(finding.Action));
        json.WriteBoolean("detected"u8, finding.Detected);
    }

    private static string Name(GuardrailAction action) => action switch
    {
        GuardrailAction.Block => "BLOCKED",
        GuardrailAction.Anonymize => "ANONYMIZED",
        GuardrailAction.None or _ => "NONE",
    };
}
