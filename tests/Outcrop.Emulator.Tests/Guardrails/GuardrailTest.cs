using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Guardrails;

/// <summary>The guardrail that most tests use: one rule of each kind.</summary>
internal static class GuardrailTest
{
    public const string Id = "guardrail1234";

    public const string Definition =
        """
        {
          "name": "everything",
          "blockedInputMessaging": "Guardrail blocked the input.",
          "blockedOutputsMessaging": "Guardrail blocked the output.",
          "topicPolicyConfig": { "topicsConfig": [
            { "name": "Weather", "definition": "Anything that has to do with rain, sunshine or temperature.", "examples": ["Will there be a storm tomorrow?"], "type": "DENY" } ] },
          "contentPolicyConfig": { "filtersConfig": [
            { "type": "VIOLENCE", "inputStrength": "HIGH", "outputStrength": "LOW" }, { "type": "PROMPT_ATTACK", "inputStrength": "MEDIUM", "outputStrength": "NONE" } ] },
          "wordPolicyConfig": { "wordsConfig": [ { "text": "forbidden fruit" } ], "managedWordListsConfig": [ { "type": "PROFANITY" } ] },
          "sensitiveInformationPolicyConfig": {
            "piiEntitiesConfig": [ { "type": "EMAIL", "action": "ANONYMIZE" }, { "type": "US_SOCIAL_SECURITY_NUMBER", "action": "BLOCK" }, { "type": "PHONE", "action": "NONE" } ],
            "regexesConfig": [ { "name": "Account Number", "pattern": "\\b\\d{6}\\d{4}\\b", "action": "ANONYMIZE", "inputEnabled": false } ] }
        }
        """;

    public static Task<BedrockEmulator> StartAsync(string definition = Definition) => EmulatorTest.StartAsync(options => options.Guardrails[Id] = definition);

    public static string Config(string trace = "enabled", string more = "") =>
        $$""", "guardrailConfig": {"guardrailIdentifier":"{{Id}}","guardrailVersion":"DRAFT","trace":"{{trace}}"{{more}}}""";

    public static Action<HttpRequestMessage> Headers(string trace = "ENABLED") => request =>
    {
        request.Headers.Add("X-Amzn-Bedrock-GuardrailIdentifier", Id);
        request.Headers.Add("X-Amzn-Bedrock-GuardrailVersion", "DRAFT");
        request.Headers.Add("X-Amzn-Bedrock-Trace", trace);
    };
}
