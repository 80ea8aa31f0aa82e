using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Images;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>Writes the control plane's answers. Sources: https://docs.aws.amazon.com/bedrock/latest/APIReference/ and recorded answers.</summary>
internal sealed class ControlPlaneWriter(Utf8JsonWriter json, string account, string region)
{
    /// <summary>The built-in resources have always been there. Nine fractional digits, as AWS writes them.</summary>
    private const string Created = "2026-01-01T00:00:00.000000000Z";

    public void WriteModels(ModelFilter filter)
    {
        json.WriteStartObject();
        json.WriteBoolean("enableAccessToAllModelsByDefault"u8, true);
        json.WriteStartArray("modelSummaries"u8);
        foreach (ModelLine line in ModelDirectory.Lines)
        {
            foreach (string id in filter.Takes(line, Modality(line)) ? line.Ids : [])
            {
                WriteSummary(line, id);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteModel(string id)
    {
        string baseId = LastPart(id);
        foreach (ModelLine line in ModelDirectory.Lines)
        {
            if (Array.IndexOf(line.Ids, baseId) >= 0)
            {
                json.WriteStartObject();
                json.WritePropertyName("modelDetails"u8);
                WriteSummary(line, baseId);
                json.WriteEndObject();
                return;
            }
        }

        throw new AwsErrorException(AwsError.Validation("The provided model identifier is invalid."));
    }

    /// <summary>Writes one of AWS's own profiles each: those of the region.</summary>
    public IEnumerable<Action> SystemProfiles() =>
        from line in ModelDirectory.Lines
        from prefix in line.Profiles
        where ProfileGeography.Offers(region, prefix)
        from id in line.Ids
        select (Action)(() => WriteSystemProfile(prefix + "." + id, id));

    /// <summary>Writes one of the account's built-in profiles each.</summary>
    public IEnumerable<Action> BuiltInProfiles() =>
        from resource in ModelDirectory.Resources
        where resource.Kind == "application-inference-profile"
        select (Action)(() => WriteApplicationProfile(resource));

    public void WriteProfile(string idOrArn)
    {
        string id = LastPart(idOrArn);
        if (ModelDirectory.FindResource("application-inference-profile", id) is { } resource)
        {
            WriteApplicationProfile(resource);
            return;
        }

        ResolvedModel? model = ModelDirectory.Find(id);
        if (model is null || model.BaseId == id)
        {
            throw NotFound("inference profile");
        }

        WriteSystemProfile(id, model.BaseId);
    }

    public void WriteProvisioned(string idOrArn)
    {
        ModelResource resource = Find("provisioned-model", idOrArn) ?? throw NotFound("provisioned model");
        string modelArn = ModelArn(region, resource.Model);
        json.WriteStartObject();
        json.WriteString("creationTime"u8, Created);
        json.WriteString("desiredModelArn"u8, modelArn);
        json.WriteNumber("desiredModelUnits"u8, 1);
        json.WriteString("foundationModelArn"u8, modelArn);
        json.WriteString("lastModifiedTime"u8, Created);
        json.WriteString("modelArn"u8, modelArn);
        json.WriteNumber("modelUnits"u8, 1);
        json.WriteString("provisionedModelArn"u8, Arn(resource));
        json.WriteString("provisionedModelName"u8, resource.Name);
        json.WriteString("status"u8, "InService"u8);
        json.WriteEndObject();
    }

    public void WriteCustom(string idOrArn)
    {
        ModelResource resource = Find("custom-model", idOrArn) ?? throw NotFound("custom model");
        json.WriteStartObject();
        json.WriteString("baseModelArn"u8, ModelArn(region, resource.Model));
        json.WriteString("creationTime"u8, Created);
        json.WriteString("customizationType"u8, "FINE_TUNING"u8);
        json.WriteString("jobArn"u8, $"arn:aws:bedrock:{region}:{account}:model-customization-job/{resource.Id}");
        json.WriteString("modelArn"u8, Arn(resource));
        json.WriteString("modelName"u8, resource.Name);
        json.WriteString("modelStatus"u8, "Active"u8);
        json.WriteEndObject();
    }

    public void WriteImported(string idOrArn)
    {
        ModelResource resource = Find("imported-model", idOrArn) ?? throw NotFound("imported model");
        json.WriteStartObject();
        json.WriteString("creationTime"u8, Created);
        json.WriteBoolean("instructSupported"u8, true);
        json.WriteString("jobArn"u8, $"arn:aws:bedrock:{region}:{account}:model-import-job/{resource.Id}");
        json.WriteString("modelArchitecture"u8, resource.Architecture);
        json.WriteString("modelArn"u8, Arn(resource));
        json.WriteString("modelName"u8, resource.Name);
        json.WriteEndObject();
    }

    /// <summary>The control plane takes a resource by id, name or ARN.</summary>
    private static ModelResource? Find(string kind, string idOrArn)
    {
        foreach (ModelResource resource in ModelDirectory.Resources)
        {
            if (resource.Kind == kind && (resource.Id == idOrArn || resource.Name == idOrArn || LastPart(resource.Id) == LastPart(idOrArn)))
            {
                return resource;
            }
        }

        return null;
    }

    private static string LastPart(string idOrArn) => idOrArn[(idOrArn.LastIndexOf('/') + 1)..];

    private static string ModelArn(string region, string model) => $"arn:aws:bedrock:{region}::foundation-model/{model}";

    private static AwsErrorException NotFound(string what) => new(AwsError.NotFound($"The provided {what} was not found."));

    private string Arn(ModelResource resource) => $"arn:aws:bedrock:{region}:{account}:{resource.Kind}/{resource.Id}";

    private static string Modality(ModelLine line) => line.Embedding ? "EMBEDDING" : ImagePersona.Draws(line) ? "IMAGE" : line.Family == "async-only" ? "VIDEO" : "TEXT";

    /// <summary>AWS tells far more than its service model: what a client can decide by is here, the rest is null as it is for many models there.</summary>
    private void WriteSummary(ModelLine line, string id)
    {
        string modality = Modality(line);
        json.WriteStartObject();
        json.WriteNull("batchSupported"u8);
        json.WriteNull("consoleIDEMetadata"u8);
        WriteConverse(line);
        WriteStrings("customizationsSupported", []);
        json.WriteNull("description"u8);
        WriteSupported("explicitPromptCaching", line.Caching);
        json.WriteNull("featuresSupported"u8);
        json.WriteBoolean("guardrailsSupported"u8, modality == "TEXT");
        WriteStrings("inferenceTypesSupported", [line.ProfileOnly ? "INFERENCE_PROFILE" : "ON_DEMAND"]);
        WriteStrings("inputModalities", line.Images ? ["TEXT", "IMAGE"] : ["TEXT"]);
        WriteSupported("intelligentPromptRouting", false);
        json.WriteNull("latencyOptimizationSupported"u8);
        json.WriteString("modelArn"u8, ModelArn(region, id));
        json.WriteNull("modelFamily"u8);
        json.WriteString("modelId"u8, id);
        json.WriteStartObject("modelLifecycle"u8);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteEndObject();
        json.WriteString("modelName"u8, id[(id.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        WriteStrings("outputModalities", [modality]);
        json.WriteString("providerName"u8, line.Provider);
        json.WriteBoolean("responseStreamingSupported"u8, line.Streaming);
        json.WriteEndObject();
    }

    private void WriteConverse(ModelLine line)
    {
        if (!line.Converse)
        {
            json.WriteNull("converse"u8);
            return;
        }

        json.WriteStartObject("converse"u8);
        json.WriteNull("additionalRequestFieldsSchema"u8);
        WriteLimit("maxTokensDefault", line.MaxTokens);
        WriteLimit("maxTokensMaximum", line.MaxTokens);
        json.WriteNull("reasoningSupported"u8);
        json.WriteNull("stopSequencesDefault"u8);
        json.WriteBoolean("systemRoleSupported"u8, line.System);
        WriteStrings("userDocumentTypesSupported", line.Images ? ["pdf"] : []);
        WriteStrings("userImageTypesSupported", line.Images ? ["jpeg", "png", "gif", "webp"] : []);
        WriteStrings("userVideoTypesSupported", []);
        json.WriteEndObject();
    }

    private void WriteLimit(string name, int limit)
    {
        if (limit > 0)
        {
            json.WriteNumber(name, limit);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void WriteSupported(string name, bool supported)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("isSupported"u8, supported);
        json.WriteEndObject();
    }

    private void WriteSystemProfile(string id, string model)
    {
        string prefix = id[..^(model.Length + 1)];
        string name = $"{ProfileGeography.NameOf(prefix)} {model[(model.IndexOf('.', StringComparison.Ordinal) + 1)..]}";
        WriteProfile(id, $"arn:aws:bedrock:{region}:{account}:inference-profile/{id}", name, model, "SYSTEM_DEFINED", ProfileGeography.TargetsOf(prefix, region));
    }

    private void WriteApplicationProfile(ModelResource resource) => WriteProfile(resource.Id, Arn(resource), resource.Name, resource.Model, "APPLICATION", [region]);

    private void WriteProfile(string id, string arn, string name, string model, string type, IEnumerable<string> regions)
    {
        json.WriteStartObject();
        json.WriteString("createdAt"u8, Created);
        json.WriteString("description"u8, $"Routes requests to {model}.");
        json.WriteString("inferenceProfileArn"u8, arn);
        json.WriteString("inferenceProfileId"u8, id);
        json.WriteString("inferenceProfileName"u8, name);
        json.WriteStartArray("models"u8);
        foreach (string target in regions)
        {
            json.WriteStartObject();
            json.WriteString("modelArn"u8, ModelArn(target, model));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteNull("toolboxArn"u8);
        json.WriteString("type"u8, type);
        json.WriteString("updatedAt"u8, Created);
        json.WriteEndObject();
    }

    private void WriteStrings(string name, ReadOnlySpan<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
