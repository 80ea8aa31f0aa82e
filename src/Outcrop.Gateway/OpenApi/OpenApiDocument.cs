using System.Reflection;
using System.Text.Json.Nodes;

namespace Outcrop.Gateway.OpenApi;

/// <summary>
/// The gateway's OpenAPI document, put together from one part a dialect, which are kept by hand beside this file: <c>gateway.json</c> is the frame, and every other part adds tags, paths and
/// components to it. A new dialect is a new part. Thread-safe.
/// </summary>
internal static class OpenApiDocument
{
    private const string Folder = "Outcrop.Gateway.OpenApi.Document.";
    private const string Frame = Folder + "gateway.json";

    private static readonly Lazy<byte[]> Made = new(Make);

    /// <summary>The document as UTF-8 JSON.</summary>
    public static ReadOnlyMemory<byte> Json => Made.Value;

    private static byte[] Make()
    {
        Assembly assembly = typeof(OpenApiDocument).Assembly;
        JsonObject document = Read(assembly, Frame);
        document["info"]!["version"] = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
        JsonArray tags = document["tags"]!.AsArray();
        int framesTags = tags.Count;
        foreach (string part in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Folder, StringComparison.Ordinal) && name != Frame).Order(StringComparer.Ordinal))
        {
            Merge(document, Read(assembly, part), part);
        }

        // What the gateway is for comes before what it is made of.
        for (int i = 0; i < framesTags; i++)
        {
            JsonNode? tag = tags[0];
            tags.RemoveAt(0);
            tags.Add(tag);
        }

        return System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    /// <summary>Objects are joined and lists appended; what stands in two parts is a fault of theirs.</summary>
    private static void Merge(JsonObject into, JsonObject part, string path)
    {
        foreach ((string name, JsonNode? value) in part)
        {
            switch (into[name], value)
            {
                case (null, not null):
                    into[name] = value.DeepClone();
                    break;
                case (JsonObject there, JsonObject more):
                    Merge(there, more, $"{path}/{name}");
                    break;
                case (JsonArray there, JsonArray more):
                    foreach (JsonNode? item in more)
                    {
                        there.Add(item?.DeepClone());
                    }

                    break;
                default:
                    throw new InvalidOperationException($"{path}/{name} stands in two parts of the OpenAPI document.");
            }
        }
    }

    private static JsonObject Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
