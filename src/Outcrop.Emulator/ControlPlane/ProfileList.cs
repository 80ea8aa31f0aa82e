using System.Text.Json;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>ListInferenceProfiles: AWS's own profiles, the built-in ones of the account, and those that were created; page by page.</summary>
internal static class ProfileList
{
    /// <exception cref="AwsErrorException">The query is not good.</exception>
    public static void Write(EmulatorCall call, ControlPlaneWriter writer, Utf8JsonWriter json)
    {
        string type = call.Http.Request.Query["type"].ToString();
        if (type is not ("" or "SYSTEM_DEFINED" or "APPLICATION"))
        {
            throw RequestJson.Constraint($"'{type}'", "typeEquals", "satisfy enum value set: [SYSTEM_DEFINED, APPLICATION]");
        }

        var profiles = new List<Action>();
        if (type != "APPLICATION")
        {
            profiles.AddRange(writer.SystemProfiles());
        }

        if (type != "SYSTEM_DEFINED")
        {
            profiles.AddRange(writer.BuiltInProfiles());
            profiles.AddRange(call.State.Services.Profiles.All().Select<InferenceProfile, Action>(profile => () => ProfileEndpoint.Write(profile, json)));
        }

        (IReadOnlyList<Action> page, string? next) = RequestJson.Page(call, profiles);
        json.WriteStartObject();
        json.WriteStartArray("inferenceProfileSummaries"u8);
        foreach (Action write in page)
        {
            write();
        }

        json.WriteEndArray();
        if (next is not null)
        {
            json.WriteString("nextToken"u8, next);
        }

        json.WriteEndObject();
    }
}
