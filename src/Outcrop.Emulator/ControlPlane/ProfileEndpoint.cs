using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>Creates and deletes application inference profiles. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html.</summary>
internal static partial class ProfileEndpoint
{
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <exception cref="AwsErrorException">The request is not good.</exception>
    public static void Create(EmulatorCall call, JsonElement body, Utf8JsonWriter json)
    {
        string name = RequestJson.Text(body, "inferenceProfileName") ?? throw RequestJson.Constraint("null", "inferenceProfileName", "not be null");
        if (name.Length > 64 || !NamePattern().IsMatch(name))
        {
            throw RequestJson.Constraint($"'{name}'", "inferenceProfileName", name.Length > 64 ? "have length less than or equal to 64" : "satisfy regular expression pattern: ([0-9a-zA-Z][ _-]?)+");
        }

        string source = (body.TryGetProperty("modelSource"u8, out JsonElement models) ? RequestJson.Text(models, "copyFrom") : null)
            ?? throw RequestJson.Constraint("null", "modelSource", "not be null");
        Match arn = SourcePattern().Match(source);
        if (!arn.Success)
        {
            throw RequestJson.Constraint($"'{source}'", "modelSource.copyFrom", "satisfy regular expression pattern: arn:aws(|-us-gov|-cn|-iso|-iso-b):bedrock:(|[0-9a-z-]{0,20}):(|[0-9]{12}):(inference-profile|foundation-model)/[a-zA-Z0-9-:.]+");
        }

        // A copied system profile keeps its regions; a copied model gives a profile of this region alone.
        string id = arn.Groups["id"].Value;
        ResolvedModel model = ModelDirectory.Find(id) ?? throw new AwsErrorException(AwsError.UnknownModel());
        if (arn.Groups["kind"].Value == "foundation-model" && model.Line.ProfileOnly)
        {
            throw new AwsErrorException(AwsError.Validation("The provided model does not support on-demand throughput. Copy from an inference profile that contains this model."));
        }

        string region = CallRegion.Of(call);
        string newId = new(call.Random.GetItems<char>(IdAlphabet, 12));
        var profile = new InferenceProfile(
            newId, $"arn:aws:bedrock:{region}:{call.State.Options.AccountId}:application-inference-profile/{newId}", name, RequestJson.Text(body, "description"),
            [$"arn:aws:bedrock:{region}::foundation-model/{model.BaseId}"], model.BaseId, call.State.Clock.GetUtcNow());
        call.State.Services.Profiles.Add(profile);
        call.State.Models.Created[newId] = model.BaseId;
        json.WriteStartObject();
        json.WriteString("inferenceProfileArn"u8, profile.Arn);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteEndObject();
        call.Http.Response.StatusCode = 201;
    }

    /// <exception cref="AwsErrorException">There is no such profile of this account.</exception>
    public static void Delete(EmulatorCall call, string idOrArn, Utf8JsonWriter json)
    {
        InferenceProfile profile = call.State.Services.Profiles.Find(idOrArn) ?? throw new AwsErrorException(
            ModelDirectory.Find(idOrArn[(idOrArn.LastIndexOf('/') + 1)..]) is null ? AwsError.NotFound("The provided inference profile was not found.")
            : AwsError.Validation("A system-defined inference profile can not be deleted."));
        call.State.Services.Profiles.Remove(profile.Id);
        call.State.Models.Created.TryRemove(profile.Id, out _);
        json.WriteStartObject();
        json.WriteEndObject();
    }

    public static void Write(InferenceProfile profile, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("createdAt"u8, RequestJson.Time(profile.Created));
        json.WriteString("description"u8, profile.Description);
        json.WriteString("inferenceProfileArn"u8, profile.Arn);
        json.WriteString("inferenceProfileId"u8, profile.Id);
        json.WriteString("inferenceProfileName"u8, profile.Name);
        json.WriteStartArray("models"u8);
        foreach (string model in profile.Models)
        {
            json.WriteStartObject();
            json.WriteString("modelArn"u8, model);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteNull("toolboxArn"u8);
        json.WriteString("type"u8, "APPLICATION"u8);
        json.WriteString("updatedAt"u8, RequestJson.Time(profile.Created));
        json.WriteEndObject();
    }

    [GeneratedRegex("^([0-9a-zA-Z][ _-]?)+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^arn:aws(|-us-gov|-cn|-iso|-iso-b):bedrock:(|[0-9a-z-]{0,20}):(|[0-9]{12}):(?<kind>inference-profile|foundation-model)/(?<id>[a-zA-Z0-9-:.]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex SourcePattern();
}
