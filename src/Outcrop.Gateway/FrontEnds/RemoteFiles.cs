using System.Runtime.InteropServices;
using System.Text.Json;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>The files that a request names by URL, fetched before it is read; and the S3 buckets it may name. Empty where the caller's key may not have that.</summary>
internal sealed class RemoteFiles
{
    private readonly Dictionary<string, RemoteFile> _files = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _buckets;

    private RemoteFiles(bool mayFetch, IReadOnlyList<string> buckets)
    {
        MayFetch = mayFetch;
        _buckets = buckets;
    }

    /// <summary>Nothing, and nothing allowed.</summary>
    public static RemoteFiles None { get; } = new(mayFetch: false, []);

    /// <summary>Whether the caller may have files fetched.</summary>
    public bool MayFetch { get; }

    /// <summary>Fetches what a request names, each URL once and side by side.</summary>
    /// <param name="urls">The URLs with where they stand; they are not gone through unless fetching is allowed.</param>
    /// <param name="fetcher">The fetcher.</param>
    /// <param name="configuration">The configuration of this request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="Pipeline.GatewayException">There are too many, or one could not be had.</exception>
    public static async Task<RemoteFiles> FetchAsync(
        IEnumerable<(string Url, string Path)> urls, UrlFetcher fetcher, OutcropConfiguration configuration, KeyIdentity identity, CancellationToken cancellationToken)
    {
        FetchingSettings settings = configuration.Fetching;

        // The anonymous caller of a development gateway is its operator.
        var files = new RemoteFiles(settings.Enabled && (identity.Key is null || identity.Key.MayFetch), settings.S3Buckets);
        if (!files.MayFetch)
        {
            return files;
        }

        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string url, string path) in urls)
        {
            if (paths.TryAdd(url, path) && paths.Count > settings.MaxFiles)
            {
                throw RequestJson.Wrong(path, $"is one URL too many: at most {settings.MaxFiles} files are fetched for a request");
            }
        }

        (string Url, RemoteFile File)[] fetched = await Task.WhenAll(paths.Select(
            async entry => (entry.Key, await fetcher.FetchAsync(entry.Key, entry.Value, settings, cancellationToken))));
        foreach ((string url, RemoteFile file) in fetched)
        {
            files._files.Add(url, file);
        }

        return files;
    }

    /// <summary>The file of a URL.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="path">Where it stands.</param>
    /// <exception cref="Pipeline.GatewayException">It was not fetched, since that is not allowed.</exception>
    public RemoteFile Get(string url, string path) => _files.TryGetValue(url, out RemoteFile? file) ? file
        : throw RequestJson.Wrong(path, "is a URL, and this gateway fetches nothing for this key: send the file itself");

    /// <summary>Refuses an <c>s3://</c> URL of a bucket that is not configured: Bedrock would read it with the gateway's own permissions.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="path">Where it stands.</param>
    public void CheckBucket(string url, string path)
    {
        string bucket = url["s3://".Length..].Split('/')[0];
        if (!_buckets.Contains(bucket))
        {
            throw RequestJson.Wrong(path, "names an S3 bucket that is not configured for callers");
        }
    }

    /// <summary>Whether a JSON value is a URL to be fetched. A data: URL of megabytes is not made a string to see that.</summary>
    public static bool IsUrl(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && !JsonMarshal.GetRawUtf8Value(value).StartsWith("\"data:"u8) && value.GetString() is { } text
        && (text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http:", StringComparison.OrdinalIgnoreCase));
}
