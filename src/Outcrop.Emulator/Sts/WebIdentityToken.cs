using System.Buffers.Text;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Sts;

/// <summary>A web identity's token: who it is for, and until when. Its signature is nobody's business here, for nobody's keys are known.</summary>
/// <param name="Subject">Who.</param>
/// <param name="Issuer">Who says so.</param>
/// <param name="Audience">Who is to believe it.</param>
internal sealed record WebIdentityToken(string Subject, string Issuer, string Audience)
{
    /// <exception cref="AwsErrorException">It is none, or its time is over.</exception>
    /// <param name="token">The token.</param>
    /// <param name="sessionName">Who it is, where the token is opaque as some providers' are.</param>
    /// <param name="now">The time.</param>
    public static WebIdentityToken Read(string? token, string sessionName, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(token))
        {
            throw Invalid();
        }

        string[] parts = token.Split('.');
        if (parts.Length == 1)
        {
            return new WebIdentityToken(sessionName, "opaque", "sts.amazonaws.com");
        }

        try
        {
            using JsonDocument claims = parts.Length == 3 ? JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])) : throw Invalid();
            JsonElement root = claims.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Invalid();
            }

            if (JsonMembers.Member(root, "exp") is { ValueKind: JsonValueKind.Number } expires && expires.GetDouble() <= now.ToUnixTimeSeconds())
            {
                throw new AwsErrorException(new AwsError(
                    400, "ExpiredTokenException", $"Token expired: current date/time {now.ToUnixTimeSeconds()} must be before the expiration date/time {(long)expires.GetDouble()}"));
            }

            string audience = JsonMembers.Text(root, "aud") ?? JsonMembers.Items(JsonMembers.Member(root, "aud")).Select(item => item.ToString()).FirstOrDefault("sts.amazonaws.com");
            return new WebIdentityToken(JsonMembers.Text(root, "sub") ?? sessionName, JsonMembers.Text(root, "iss") ?? "unknown", audience);
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw Invalid();
        }
    }

    private static AwsErrorException Invalid() =>
        new(new AwsError(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"));
}
