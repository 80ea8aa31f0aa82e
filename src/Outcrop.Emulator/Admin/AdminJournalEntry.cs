namespace Outcrop.Emulator.Admin;

/// <summary>A journal entry as the admin surface shows it: without credentials.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The request target.</param>
/// <param name="Operation">The operation.</param>
/// <param name="ModelId">The model id.</param>
/// <param name="HttpVersion">The HTTP version.</param>
/// <param name="Status">The status answered.</param>
/// <param name="ClientAborted">Whether the client went away.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body as text.</param>
internal sealed record AdminJournalEntry(
    string Method,
    string Target,
    string? Operation,
    string? ModelId,
    string HttpVersion,
    int Status,
    bool ClientAborted,
    IReadOnlyDictionary<string, string> Headers,
    string Body)
{
    private const string Redacted = "[redacted]";

    public static AdminJournalEntry From(EmulatorRequest request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in request.Headers)
        {
            headers[name] = IsSecret(name) ? Redacted : value;
        }

        // STS bodies hold external ids and web identity tokens.
        string body = request.ModelId is null ? Redacted : request.BodyText;
        return new AdminJournalEntry(
            request.Method, request.RawTarget, request.Operation, request.ModelId, request.HttpVersion, request.StatusCode, request.ClientAborted, headers, body);
    }

    private static bool IsSecret(string name) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Amz-Security-Token", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Api-Key", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
}
