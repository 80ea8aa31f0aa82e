using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Admin;

/// <summary>A journal entry as the admin surface shows it: without credentials.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The request target.</param>
/// <param name="Operation">The operation.</param>
/// <param name="ModelId">The model id.</param>
/// <param name="HttpVersion">The HTTP version.</param>
/// <param name="Status">The status answered.</param>
/// <param name="ErrorType">The error answered.</param>
/// <param name="CallerArn">Who asked.</param>
/// <param name="Received">When it came.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Scripted">Whether a script decided on the answer.</param>
/// <param name="Recording">The recording it was answered with or written to.</param>
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
    string? ErrorType,
    string? CallerArn,
    DateTimeOffset Received,
    double DurationMs,
    bool Scripted,
    string? Recording,
    bool ClientAborted,
    IReadOnlyDictionary<string, string> Headers,
    string Body)
{
    public static AdminJournalEntry From(EmulatorRequest request)
    {
        // STS bodies hold external ids and web identity tokens.
        string body = request.ModelId is null ? SecretHeaders.Redacted : request.BodyText;
        return new AdminJournalEntry(
            request.Method, request.RawTarget, request.Operation, request.ModelId, request.HttpVersion, request.StatusCode, request.ErrorType, request.CallerArn,
            request.Received, request.Duration.TotalMilliseconds, request.Scripted, request.Recording, request.ClientAborted,
            new SortedDictionary<string, string>(request.Headers.ToDictionary(), StringComparer.OrdinalIgnoreCase), body);
    }
}
