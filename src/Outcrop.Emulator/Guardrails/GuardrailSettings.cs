using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Guardrails;

/// <summary>Finds out which guardrail a call of a model wants, from Converse's <c>guardrailConfig</c> or InvokeModel's headers.</summary>
internal static class GuardrailSettings
{
    /// <exception cref="AwsErrorException">The settings are not good, or there is no such guardrail.</exception>
    public static GuardrailSession? OfConverse(EmulatorCall call, JsonElement body)
    {
        if (!body.TryGetProperty("guardrailConfig"u8, out JsonElement config) || config.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? id = Text(config, "guardrailIdentifier");
        string? version = Text(config, "guardrailVersion");
        if (string.IsNullOrEmpty(id) && string.IsNullOrEmpty(version))
        {
            return null;
        }

        GuardrailTrace trace = Text(config, "trace") switch
        {
            null or "disabled" => GuardrailTrace.Disabled,
            "enabled" => GuardrailTrace.Enabled,
            "enabled_full" => GuardrailTrace.EnabledFull,
            string other => throw GuardrailReader.Invalid(
                $"1 validation error detected: Value '{other}' at 'guardrailConfig.trace' failed to satisfy constraint: Member must satisfy enum value set: [enabled, disabled, enabled_full]"),
        };
        return new GuardrailSession(call, Find(call, id, version), trace, converse: true, Text(config, "streamProcessingMode") == "async");
    }

    /// <exception cref="AwsErrorException">The settings are not good, or there is no such guardrail.</exception>
    public static GuardrailSession? OfInvoke(EmulatorCall call, JsonElement body)
    {
        IHeaderDictionary headers = call.Http.Request.Headers;
        string id = headers["X-Amzn-Bedrock-GuardrailIdentifier"].ToString();
        bool configured = body.TryGetProperty("amazon-bedrock-guardrailConfig"u8, out JsonElement config) && config.ValueKind == JsonValueKind.Object;
        if (id.Length == 0)
        {
            return configured ? throw GuardrailReader.Invalid("A guardrail identifier is required when amazon-bedrock-guardrailConfig is given.") : null;
        }

        string type = headers.ContentType.ToString();
        if (type.Length > 0 && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw GuardrailReader.Invalid("The content type must be application/json when a guardrail is enabled.");
        }

        GuardrailTrace trace = headers["X-Amzn-Bedrock-Trace"].ToString() switch
        {
            "" or "DISABLED" => GuardrailTrace.Disabled,
            "ENABLED" => GuardrailTrace.Enabled,
            "ENABLED_FULL" => GuardrailTrace.EnabledFull,
            string other => throw GuardrailReader.Invalid(
                $"1 validation error detected: Value '{other}' at 'trace' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_FULL]"),
        };
        bool asynchronous = configured && string.Equals(Text(config, "streamProcessingMode"), "ASYNCHRONOUS", StringComparison.OrdinalIgnoreCase);
        return new GuardrailSession(call, Find(call, id, headers["X-Amzn-Bedrock-GuardrailVersion"].ToString()), trace, converse: false, asynchronous);
    }

    private static GuardrailVersion Find(EmulatorCall call, string? id, string? version)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(version))
        {
            throw GuardrailReader.Invalid("The guardrail identifier and the guardrail version must be provided together.");
        }

        return call.State.Services.Guardrails.Find(id, version)
            ?? throw GuardrailReader.Invalid("The guardrail identifier or version provided in the request does not exist.");
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
