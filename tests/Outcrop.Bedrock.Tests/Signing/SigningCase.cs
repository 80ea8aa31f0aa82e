using System.Globalization;
using System.Text;
using Outcrop.Bedrock.Signing;

namespace Outcrop.Bedrock.Tests.Signing;

/// <summary>One request to sign and what others computed for it.</summary>
internal sealed record SigningCase
{
    public required string Name { get; init; }

    public required string Region { get; init; }

    public required string Service { get; init; }

    public required string AccessKeyId { get; init; }

    public required string Secret { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public string Query { get; init; } = "";

    public List<KeyValuePair<string, string>> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    public bool KeepDotSegments { get; init; }

    public string? CanonicalRequest { get; init; }

    public string? StringToSign { get; init; }

    public string? Authorization { get; init; }

    public static DateTimeOffset ParseDate(string stamp) =>
        DateTimeOffset.ParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public SigV4Request Request() => new()
    {
        Method = Method,
        Path = Path,
        Query = Query,
        Headers = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Headers),
        Body = Body,
        KeepDotSegments = KeepDotSegments,
    };

    /// <summary>Compares all three stages; a difference names the first that differs.</summary>
    public void Verify()
    {
        SigV4Request request = Request();
        int[] order = new int[Headers.Count];
        CanonicalHeaders.Sort(request.Headers, order);
        if (CanonicalRequest is not null)
        {
            var canonical = new ByteWriter(stackalloc byte[64]);
            SigV4Signer.WriteCanonicalRequest(request, order, ref canonical);
            Assert.Equal(CanonicalRequest, Encoding.UTF8.GetString(canonical.Written), ignoreLineEndingDifferences: true);
            canonical.Dispose();
        }

        var signer = new SigV4Signer(Region, Service);
        if (StringToSign is not null)
        {
            var text = new ByteWriter(stackalloc byte[64]);
            signer.WriteStringToSign(request, order, Time.UtcDateTime, ref text);
            Assert.Equal(StringToSign, Encoding.UTF8.GetString(text.Written), ignoreLineEndingDifferences: true);
            text.Dispose();
        }

        if (Authorization is not null)
        {
            Assert.Equal(Authorization, signer.Sign(request, AccessKeyId, Secret, Time));
        }
    }

    /// <summary>Reads a raw HTTP/1.1 request of the vector files; a header line that begins with white space continues the one before.</summary>
    public static (string Method, string Path, string Query, List<KeyValuePair<string, string>> Headers, byte[] Body) ParseHttp(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        int blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        string[] lines = (blank < 0 ? text : text[..blank]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string start = lines[0];
        int first = start.IndexOf(' ', StringComparison.Ordinal);
        int last = start.LastIndexOf(" HTTP/", StringComparison.Ordinal);
        string target = last < 0 ? start[(first + 1)..] : start[(first + 1)..last];
        int question = target.IndexOf('?', StringComparison.Ordinal);
        var headers = new List<KeyValuePair<string, string>>();
        foreach (string line in lines[1..])
        {
            if (char.IsWhiteSpace(line[0]))
            {
                headers[^1] = new(headers[^1].Key, headers[^1].Value + "\n" + line);
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(line[..colon], line[(colon + 1)..]));
        }

        return (start[..first], question < 0 ? target : target[..question], question < 0 ? "" : target[(question + 1)..], headers, Encoding.UTF8.GetBytes(blank < 0 ? "" : text[(blank + 2)..]));
    }
}
