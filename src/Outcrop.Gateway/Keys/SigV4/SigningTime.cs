using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Keys.SigV4;

/// <summary>When a request says it was signed: in <c>x-amz-date</c>, else in <c>Date</c>. AWS takes a signature for five minutes before and after; so do we.</summary>
internal static class SigningTime
{
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";
    private const string AmzDate = "x-amz-date";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The header that gives the time; <see langword="null"/> where there is none.</summary>
    /// <param name="headers">The request's headers.</param>
    public static string? HeaderOf(IHeaderDictionary headers) => headers.ContainsKey(AmzDate) ? AmzDate : headers.ContainsKey("date") ? "date" : null;

    /// <summary>Reads the time.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="name">The header that gives it.</param>
    /// <exception cref="GatewayException">It is no time, or there are several.</exception>
    public static DateTime Read(IHeaderDictionary headers, string name)
    {
        StringValues values = headers[name];
        string text = values.ToString();
        DateTimeOffset time = default;
        bool isTime = values.Count == 1 && (name == AmzDate ? IsBasic(text, out time) : IsBasic(text, out time) || IsHttpDate(text, out time));
        return isTime ? time.UtcDateTime : throw SigV4Errors.BadDate(text);
    }

    /// <summary>Checks that the time is near.</summary>
    /// <param name="signed">When the request was signed.</param>
    /// <param name="now">Now.</param>
    /// <exception cref="GatewayException">It is too long ago, or yet to come.</exception>
    public static void Check(DateTime signed, DateTimeOffset now)
    {
        // Signatures have whole seconds, so the border has them too.
        DateTime current = now.UtcDateTime.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        if (signed < current - Window)
        {
            throw SigV4Errors.InvalidSignature($"Signature expired: {Text(signed)} is now earlier than {Text(current - Window)} ({Text(current)} - 5 min.)");
        }

        if (signed > current + Window)
        {
            throw SigV4Errors.InvalidSignature($"Signature not yet current: {Text(signed)} is still later than {Text(current + Window)} ({Text(current)} + 5 min.)");
        }
    }

    /// <summary>A time as it stands in <c>x-amz-date</c>.</summary>
    /// <param name="time">The time.</param>
    public static string Text(DateTime time) => time.ToString(Format, CultureInfo.InvariantCulture);

    private static bool IsBasic(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private static bool IsHttpDate(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
