using System.Text.Json;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Guardrails;

/// <summary>Creates, shows and deletes guardrails: the control plane's half. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrail.html.</summary>
internal static class GuardrailControl
{
    private static readonly string[] Policies =
        ["automatedReasoningPolicyConfig", "contentPolicyConfig", "contextualGroundingPolicyConfig", "sensitiveInformationPolicyConfig", "topicPolicyConfig", "wordPolicyConfig"];

    /// <exception cref="AwsErrorException">The request is not good, or there is no such guardrail.</exception>
    public static void Create(EmulatorCall call, JsonElement body, Utf8JsonWriter json)
    {
        GuardrailVersion draft = call.State.Services.Guardrails.Create(body, call.Random);
        WriteChanged(call, json, draft, "createdAt", draft.Created);
    }

    /// <exception cref="AwsErrorException">The request is not good, or there is no such guardrail.</exception>
    public static void Update(EmulatorCall call, string idOrArn, JsonElement body, Utf8JsonWriter json)
    {
        GuardrailVersion draft = call.State.Services.Guardrails.Update(idOrArn, body);
        WriteChanged(call, json, draft, "updatedAt", draft.Updated);
    }

    /// <exception cref="AwsErrorException">There is no such guardrail.</exception>
    public static void AddVersion(EmulatorCall call, string idOrArn, JsonElement body, Utf8JsonWriter json)
    {
        GuardrailVersion version = call.State.Services.Guardrails.AddVersion(idOrArn, RequestJson.Text(body, "description"));
        call.Http.Response.StatusCode = 202;
        json.WriteStartObject();
        json.WriteString("guardrailId"u8, version.Id);
        json.WriteString("version"u8, version.Number);
        json.WriteEndObject();
    }

    /// <exception cref="AwsErrorException">There is no such guardrail or version.</exception>
    public static void Delete(EmulatorCall call, string idOrArn, Utf8JsonWriter json)
    {
        call.State.Services.Guardrails.Delete(idOrArn, Query(call, "guardrailVersion"));
        call.Http.Response.StatusCode = 202;
        json.WriteStartObject();
        json.WriteEndObject();
    }

    /// <exception cref="AwsErrorException">There is no such guardrail, or the query is not good.</exception>
    public static void List(EmulatorCall call, Utf8JsonWriter json)
    {
        (IReadOnlyList<GuardrailVersion> page, string? next) = RequestJson.Page(call, call.State.Services.Guardrails.List(Query(call, "guardrailIdentifier")));
        json.WriteStartObject();
        json.WriteStartArray("guardrails"u8);
        foreach (GuardrailVersion version in page)
        {
            json.WriteStartObject();
            json.WriteString("arn"u8, ApplyGuardrailEndpoint.Arn(call, version.Id));
            json.WriteString("createdAt"u8, RequestJson.Time(version.Created));
            WriteDescription(json, version);
            json.WriteString("id"u8, version.Id);
            json.WriteString("name"u8, version.Name);
            json.WriteString("status"u8, "READY"u8);
            json.WriteString("updatedAt"u8, RequestJson.Time(version.Updated));
            json.WriteString("version"u8, version.Number);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (next is not null)
        {
            json.WriteString("nextToken"u8, next);
        }

        json.WriteEndObject();
    }

    /// <exception cref="AwsErrorException">There is no such guardrail or version.</exception>
    public static void Get(EmulatorCall call, string idOrArn, Utf8JsonWriter json)
    {
        GuardrailVersion version = call.State.Services.Guardrails.Get(idOrArn, Query(call, "guardrailVersion"));
        json.WriteStartObject();
        json.WriteString("blockedInputMessaging"u8, version.Policy.BlockedInput);
        json.WriteString("blockedOutputsMessaging"u8, version.Policy.BlockedOutput);
        json.WriteString("createdAt"u8, RequestJson.Time(version.Created));
        WriteDescription(json, version);
        json.WriteString("guardrailArn"u8, ApplyGuardrailEndpoint.Arn(call, version.Id));
        json.WriteString("guardrailId"u8, version.Id);
        json.WriteString("name"u8, version.Name);
        json.WriteString("status"u8, "READY"u8);
        json.WriteString("updatedAt"u8, RequestJson.Time(version.Updated));
        json.WriteString("version"u8, version.Number);

        // What went in as topicPolicyConfig.topicsConfig comes out as topicPolicy.topics, and so with all of them.
        foreach (string name in Policies)
        {
            if (version.Definition.TryGetProperty(name, out JsonElement policy) && policy.ValueKind == JsonValueKind.Object)
            {
                json.WriteStartObject(WithoutConfig(name));
                foreach (JsonProperty member in policy.EnumerateObject())
                {
                    json.WritePropertyName(WithoutConfig(member.Name));
                    member.Value.WriteTo(json);
                }

                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static string WithoutConfig(string name) => name.EndsWith("Config", StringComparison.Ordinal) ? name[..^"Config".Length] : name;

    private static void WriteDescription(Utf8JsonWriter json, GuardrailVersion version)
    {
        if (version.Description is not null)
        {
            json.WriteString("description"u8, version.Description);
        }
    }

    private static void WriteChanged(EmulatorCall call, Utf8JsonWriter json, GuardrailVersion draft, string timeName, DateTimeOffset time)
    {
        call.Http.Response.StatusCode = 202;
        json.WriteStartObject();
        json.WriteString(timeName, RequestJson.Time(time));
        json.WriteString("guardrailArn"u8, ApplyGuardrailEndpoint.Arn(call, draft.Id));
        json.WriteString("guardrailId"u8, draft.Id);
        json.WriteString("version"u8, draft.Number);
        json.WriteEndObject();
    }

    private static string? Query(EmulatorCall call, string name) => call.Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;
}
