using System.Text.Json;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>Reads the bodies and queries of operations that are plain JSON.</summary>
internal static class RequestJson
{
    /// <summary>The body as an object; the caller disposes the document.</summary>
    /// <exception cref="AwsErrorException">It is none.</exception>
    public static JsonDocument Parse(EmulatorCall call)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(call.Body.Length == 0 ? "{}"u8.ToArray() : call.Body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }
        }
        catch (JsonException)
        {
            // Refused below, like a body that is JSON but no object.
        }

        document?.Dispose();
        throw new AwsErrorException(new AwsError(400, "SerializationException", "The request body is not valid for this operation.", AwsErrorLayer.Authentication));
    }

    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <exception cref="AwsErrorException">Always.</exception>
    public static AwsErrorException Constraint(string value, string member, string rule) =>
        new(AwsError.Validation($"1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: Member must {rule}"));

    /// <summary>Cuts a list to the page that a query asks for with <c>maxResults</c> and <c>nextToken</c>.</summary>
    /// <returns>The page and the token of the next one.</returns>
    /// <exception cref="AwsErrorException">The query is not good.</exception>
    public static (IReadOnlyList<T> Page, string? Next) Page<T>(EmulatorCall call, IReadOnlyList<T> all)
    {
        string most = call.Http.Request.Query["maxResults"].ToString();
        string token = call.Http.Request.Query["nextToken"].ToString();
        int count = all.Count;
        if (most.Length > 0 && (!int.TryParse(most, out count) || count is < 1 or > 1000))
        {
            throw Constraint($"'{most}'", "maxResults", count < 1 ? "have value greater than or equal to 1" : "have value less than or equal to 1000");
        }

        int start = 0;
        if (token.Length > 0 && (!int.TryParse(token, out start) || start < 0 || start > all.Count))
        {
            throw new AwsErrorException(AwsError.Validation("The provided nextToken is not valid."));
        }

        IReadOnlyList<T> page = [.. all.Skip(start).Take(count)];
        int end = start + page.Count;
        return (page, end < all.Count ? end.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <summary>A time as the control plane writes it: nine fractional digits.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", System.Globalization.CultureInfo.InvariantCulture);
}
