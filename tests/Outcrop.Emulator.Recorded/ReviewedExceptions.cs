using System.IO.Enumeration;

namespace Outcrop.Emulator.Recorded;

/// <summary>The exceptions someone looked at: lines of <c>reviewed-exceptions.txt</c>, "SUBJECT: reason", where the subject is a file (<c>*</c> is anything) or <c>operation NAME</c>.</summary>
internal static class ReviewedExceptions
{
    private static readonly Dictionary<string, string> Reasons = ReasonLines.Load("reviewed-exceptions.txt");

    public static string? ReasonFor(RecordedExchange exchange) =>
        Reasons.GetValueOrDefault("operation " + exchange.Operation)
        ?? Reasons.FirstOrDefault(line => FileSystemName.MatchesSimpleExpression(line.Key, exchange.Name, ignoreCase: false)).Value;
}
