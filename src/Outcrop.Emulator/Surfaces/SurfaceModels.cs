using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Surfaces;

/// <summary>The models of the surfaces: bedrock-runtime takes its own ids, mantle bare ones, each on the route of its maker's API.</summary>
internal static partial class SurfaceModels
{
    /// <summary>Mantle's list says since when, in whole days; here it is the same day for all.</summary>
    private const long Created = 1_764_460_800;

    /// <exception cref="AwsErrorException">There is no such model, or not here.</exception>
    public static ResolvedModel Resolve(EmulatorCall call, string id)
    {
        if (!SurfaceHost.IsMantle(call))
        {
            return call.State.Models.Resolve(id);
        }

        ResolvedModel model;
        try
        {
            model = call.State.Models.Resolve(id, invoked: false);
        }
        catch (AwsErrorException unknown) when (unknown.Error.Status == 400)
        {
            throw NotFound(id);
        }

        bool anthropic = model.Line.Family == "anthropic";
        ReadOnlySpan<char> path = OperationRoute.PathOf(call.Entry.RawTarget);
        bool own = path.StartsWith("/anthropic/", StringComparison.Ordinal) ? anthropic
            : path.StartsWith("/openai/", StringComparison.Ordinal) ? IsGpt5(id)
            : !anthropic && !IsGpt5(id);
        return own && model.BaseId == id ? model : throw new AwsErrorException(AwsError.Validation($"model `{id}` isn't supported on this route"));
    }

    public static void WriteList(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (string id in Ids())
        {
            WriteModel(json, id);
        }

        json.WriteEndArray();
        json.WriteString("object"u8, "list"u8);
        json.WriteEndObject();
    }

    /// <exception cref="AwsErrorException">There is no such model.</exception>
    public static void WriteOne(Utf8JsonWriter json, string id) => WriteModel(json, Ids().Contains(id) ? id : throw NotFound(id));

    private static bool IsGpt5(string id) => id.StartsWith("openai.gpt-5", StringComparison.Ordinal);

    private static AwsErrorException NotFound(string id) => new(AwsError.NotFound($"The model `{id}` does not exist"));

    private static IEnumerable<string> Ids() =>
        ModelDirectory.Lines.Where(line => line is { Converse: true, Streaming: true }).SelectMany(line => line.Ids).Select(id => VersionSuffix().Replace(id, ""))
            .Where(id => ModelDirectory.Find(id) is not null).Distinct();

    private static void WriteModel(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteNumber("created"u8, Created);
        json.WriteStartObject("data_retention"u8);
        json.WriteStartArray("allowed_modes"u8);
        json.WriteStringValue("none"u8);
        json.WriteStringValue("default"u8);
        json.WriteStringValue("provider_data_share"u8);
        json.WriteEndArray();
        json.WriteString("mode"u8, "default"u8);
        json.WriteString("source"u8, "model_default"u8);
        json.WriteEndObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "model"u8);
        json.WriteString("owned_by"u8, "system"u8);
        json.WriteString("status"u8, "available"u8);
        json.WriteEndObject();
    }

    [GeneratedRegex(@"(-v\d+)?(:\d+)+$|-1:0$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionSuffix();
}
