using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>A small signer of the tests' own, for requests whose every part the test knows. It shares no code with the verifier.</summary>
internal sealed record TestSigner(string KeyId, string Secret, string? Token = null, string Region = "us-east-1", string Service = "bedrock", DateTimeOffset? Time = null, string? HostHeader = null, string? SignedHost = null)
{
    public void Sign(HttpRequestMessage request, byte[] body, string hostName = "host")
    {
        string date = (Time ?? TimeProvider.System.GetUtcNow()).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string host = SignedHost ?? HostHeader ?? request.RequestUri!.Authority;
        request.Headers.Host = HostHeader;
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { [hostName] = host, ["x-amz-date"] = date };
        if (Token is not null)
        {
            signed["x-amz-security-token"] = Token;
            request.Headers.Add("x-amz-security-token", Token);
        }

        request.Headers.Add("x-amz-date", date);
        string path = string.Join('/', request.RequestUri!.AbsolutePath.Split('/').Select(Encode));
        string names = string.Join(';', signed.Keys);
        string canonical = $"{request.Method}\n{path}\n{request.RequestUri.Query.TrimStart('?')}\n"
            + string.Concat(signed.Select(header => $"{header.Key}:{header.Value}\n")) + $"\n{names}\n{Hex(SHA256.HashData(body))}";
        string scope = $"{date[..8]}/{Region}/{Service}/aws4_request";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        string toSign = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        string signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential={KeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static string Encode(string segment)
    {
        var text = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(segment))
        {
            text.Append(char.IsAsciiLetterOrDigit((char)b) || "-._~".Contains((char)b, StringComparison.Ordinal) ? ((char)b).ToString() : $"%{b:X2}");
        }

        return text.ToString();
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
