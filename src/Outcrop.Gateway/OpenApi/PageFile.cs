using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Outcrop.Gateway.OpenApi;

/// <summary>A file of the interactive page: ours, or one of Swagger UI's as its package carries them. Nothing comes from elsewhere. Immutable.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="IsCompressed">Whether that is gzip.</param>
internal sealed record PageFile(string ContentType, ReadOnlyMemory<byte> Bytes, bool IsCompressed)
{
    /// <summary>The page itself.</summary>
    public const string Page = "page.html";

    private const string OurFolder = "Outcrop.Gateway.OpenApi.Page.";
    private const string TheirFolder = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    private static readonly Lazy<FrozenDictionary<string, PageFile>> Files = new(static () => new Dictionary<string, PageFile>(StringComparer.Ordinal)
    {
        [Page] = Ours(Page, "text/html; charset=utf-8"),
        ["page.css"] = Ours("page.css", "text/css; charset=utf-8"),
        ["page.js"] = Ours("page.js", "text/javascript; charset=utf-8"),
        ["swagger-ui.css"] = Theirs("swagger-ui.css", "text/css; charset=utf-8"),
        ["swagger-ui-bundle.js"] = Theirs("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ["favicon-32x32.png"] = Theirs("favicon-32x32.png", "image/png"),
    }.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>Finds a file; <see langword="null"/> where there is none of that name.</summary>
    /// <param name="name">The name.</param>
    public static PageFile? Find(string name) => Files.Value.GetValueOrDefault(name);

    /// <summary>The content for a caller that takes no gzip.</summary>
    public ReadOnlyMemory<byte> Plain()
    {
        if (!IsCompressed)
        {
            return Bytes;
        }

        using var input = new MemoryStream(Bytes.ToArray());
        using var inflated = new GZipStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        inflated.CopyTo(output);
        return output.ToArray();
    }

    private static PageFile Ours(string name, string contentType) => Read(typeof(PageFile).Assembly, OurFolder + name, contentType);

    private static PageFile Theirs(string name, string contentType) => Read(typeof(SwaggerUIOptions).Assembly, TheirFolder + name, contentType);

    private static PageFile Read(Assembly assembly, string resource, string contentType)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new PageFile(contentType, bytes, bytes is [0x1F, 0x8B, ..]);
    }
}
