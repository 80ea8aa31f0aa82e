using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Outcrop.Gateway.Configuration;

/// <summary>Reads the JSON of a configuration file: comments and trailing commas are allowed, a member written twice is not.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">Takes the fault when it cannot be read.</param>
    /// <returns>The root object; <see langword="null"/> after a fault.</returns>
    public static JsonObject? Read(string path, ConfigurationContext context)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path, context);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            context.Fault("$", $"{path} cannot be read: {exception.Message}");
            return null;
        }
    }

    /// <summary>Takes the bytes of a file apart.</summary>
    /// <param name="bytes">The bytes; a byte order mark is passed over.</param>
    /// <param name="name">What to call it in a fault.</param>
    /// <param name="context">Takes the fault.</param>
    public static JsonObject? Parse(ReadOnlySpan<byte> bytes, string name, ConfigurationContext context)
    {
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (!Utf8.IsValid(bytes))
        {
            context.Fault("$", $"{name} is not UTF-8");
            return null;
        }

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
            if (JsonNode.Parse(bytes, default, options) is JsonObject root)
            {
                return root;
            }

            context.Fault("$", $"{name} must be a JSON object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            context.Fault("$", $"{name} is no valid JSON: {exception.Message}");
        }

        return null;
    }
}
