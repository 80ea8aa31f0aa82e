using System.Globalization;
using System.Text;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Errors;

/// <summary>Turns every shape in which AWS reports an error into a <see cref="BedrockException"/>: header, body, HTTP 200 in disguise, and frames of a stream.</summary>
internal static class ErrorReader
{
    /// <summary>The most bytes of an error's body that are read.</summary>
    public const int MaxBodyLength = 64 * 1024;

    /// <summary>Reads the error of a response.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="errorType">The value of <c>x-amzn-ErrorType</c>.</param>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    /// <param name="body">The body, or its beginning.</param>
    /// <param name="requestId">The value of <c>x-amzn-RequestId</c>.</param>
    /// <param name="retryAfter">What the service asked to wait.</param>
    public static BedrockException FromResponse(int status, string? errorType, string? contentType, ReadOnlySpan<byte> body, string? requestId, TimeSpan? retryAfter = null)
    {
        ErrorBody read = ErrorBody.Read(body);
        string? code = BareName(errorType) ?? BareName(read.Code) ?? BareName(read.Type);
        BedrockErrorKind kind = status < 400 ? BedrockErrorKind.UnexpectedResponse : ErrorCodes.KindOf(code, status);
        if (kind == BedrockErrorKind.Unknown && BareName(read.Type) is { } type)
        {
            // OpenAI's codes are many and new ones come; the few types tell how to act.
            kind = ErrorCodes.KindOf(type, status);
        }

        string message = read.Message is { Length: > 0 } text ? ErrorText.Clean(text) : Describe(status, code, contentType);
        return new BedrockException(kind, message)
        {
            AwsCode = code,
            StatusCode = status,
            RequestId = requestId,
            RetryAfter = retryAfter,
            OriginalStatusCode = read.OriginalStatusCode,
            OriginalMessage = read.OriginalMessage is null ? null : ErrorText.Clean(read.OriginalMessage),
            IsRetryable = RetryClassifier.IsRetryable(kind, read.OriginalStatusCode),
        };
    }

    /// <summary>Reads a frame whose <c>:message-type</c> is <c>exception</c> or <c>error</c>. Retryable as far as its kind allows; who has shown content already makes it final by <see cref="BedrockExceptionCopy.AsMidStream"/>.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="requestId">The request's id.</param>
    public static BedrockException FromFrame(in EventStreamFrame frame, string? requestId)
    {
        ErrorBody read = ErrorBody.Read(frame.Payload.Span);
        string? code = null;
        string? message = read.Message;
        if (frame.TryGetString(":exception-type"u8, out ReadOnlySpan<byte> type))
        {
            code = Capitalize(BareName(Encoding.UTF8.GetString(type)));
        }
        else if (frame.TryGetString(":error-code"u8, out ReadOnlySpan<byte> errorCode))
        {
            code = Capitalize(BareName(Encoding.UTF8.GetString(errorCode)));
            message = frame.TryGetString(":error-message"u8, out ReadOnlySpan<byte> errorMessage) ? Encoding.UTF8.GetString(errorMessage) : message;
        }

        code ??= BareName(read.Code);
        BedrockErrorKind kind = code is null ? BedrockErrorKind.Unknown : ErrorCodes.KindOf(code, status: 200);
        return new BedrockException(kind, message is { Length: > 0 } ? ErrorText.Clean(message) : $"The stream was ended by {code ?? "an error without a name"}.")
        {
            AwsCode = code,
            StatusCode = 200,
            RequestId = requestId,
            OriginalStatusCode = read.OriginalStatusCode,
            OriginalMessage = read.OriginalMessage is null ? null : ErrorText.Clean(read.OriginalMessage),
            IsRetryable = RetryClassifier.IsRetryable(kind, read.OriginalStatusCode),
        };
    }

    /// <summary>The wait a service asks for: <c>x-amz-retry-after</c> in milliseconds, else <c>Retry-After</c> in seconds or as a date.</summary>
    /// <param name="milliseconds">The value of <c>x-amz-retry-after</c>.</param>
    /// <param name="retryAfter">The value of <c>Retry-After</c>.</param>
    /// <param name="now">The time, for a date.</param>
    public static TimeSpan? ReadRetryAfter(string? milliseconds, string? retryAfter, DateTimeOffset now)
    {
        if (long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return TimeSpan.FromMilliseconds(Math.Min(count, 86_400_000));
        }

        if (long.TryParse(retryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            return TimeSpan.FromSeconds(Math.Min(count, 86_400));
        }

        return DateTimeOffset.TryParseExact(retryAfter, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks))
            : null;
    }

    /// <summary>Whether a response with a good status is none that the operation gives: a named error, a Coral body, or a web page.</summary>
    /// <param name="errorType">The value of <c>x-amzn-ErrorType</c>.</param>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    /// <param name="beginning">The body's first bytes.</param>
    public static bool IsDisguised(string? errorType, string? contentType, ReadOnlySpan<byte> beginning)
    {
        if (errorType is { Length: > 0 } || contentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            return true;
        }

        // What a front end answers to a path it does not know: {"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}
        ReadOnlySpan<byte> rest = beginning;
        return Take(ref rest, "{"u8) && (!Take(ref rest, "\"Output\""u8) || (Take(ref rest, ":"u8) && Take(ref rest, "{"u8))) && Take(ref rest, "\"__type\""u8);
    }

    /// <summary>The name alone: <c>namespace#Name:uri</c> becomes <c>Name</c>.</summary>
    internal static string? BareName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        ReadOnlySpan<char> rest = name.AsSpan().Trim();
        int hash = rest.IndexOf('#');
        rest = rest[(hash + 1)..];
        int colon = rest.IndexOf(':');
        rest = (colon < 0 ? rest : rest[..colon]).Trim();
        return rest.IsEmpty ? null : ErrorText.Clean(rest[..Math.Min(rest.Length, 128)].ToString());
    }

    private static bool Take(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> token)
    {
        rest = rest.TrimStart(" \t\r\n"u8);
        if (!rest.StartsWith(token))
        {
            return false;
        }

        rest = rest[token.Length..];
        return true;
    }

    /// <summary>Frames name the member of the union, <c>throttlingException</c>; everywhere else AWS writes <c>ThrottlingException</c>.</summary>
    private static string? Capitalize(string? name) =>
        name is { Length: > 0 } && char.IsAsciiLetterLower(name[0]) ? char.ToUpperInvariant(name[0]) + name[1..] : name;

    private static string Describe(int status, string? code, string? contentType)
    {
        string what = code is null ? $"HTTP {status}" : $"{code} (HTTP {status})";
        return contentType is null ? $"{what} without a message." : $"{what} without a message; the body was {ErrorText.Clean(contentType)}.";
    }
}
