using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>The independent reading of errors: plain JSON and a table of its own, so that a mistake in the client's cannot hide.</summary>
public static class ExpectedError
{
    /// <summary>Reads an error response.</summary>
    public static Answer OfResponse(Recording recording)
    {
        string? code = recording.Header("x-amzn-errortype")?.Split(':')[0];
        JsonElement body = recording.BodyJson;
        string? message = body.TryGetProperty("message", out JsonElement lower) ? lower.GetString() : body.TryGetProperty("Message", out JsonElement upper) ? upper.GetString() : null;
        return new Answer { ErrorCode = code, ErrorKind = Kind(code, recording.Status), ErrorMessage = Bounded(message) };
    }

    /// <summary>Reads an exception frame.</summary>
    public static Answer OfFrame(JsonElement frame)
    {
        string type = frame.GetProperty("headers").GetProperty(":exception-type").GetString()!;
        string code = char.ToUpperInvariant(type[0]) + type[1..];
        return new Answer { ErrorCode = code, ErrorKind = Kind(code, 200), ErrorMessage = Bounded(frame.GetProperty("payload").GetProperty("message").GetString()) };
    }

    /// <summary>Reads an error in OpenAI's words: a body of an error status, or of an answer that failed in spite of a good one.</summary>
    public static Answer OfSurface(JsonElement body, int status)
    {
        JsonElement error = body.TryGetProperty("error", out JsonElement wrapped) && wrapped.ValueKind == JsonValueKind.Object ? wrapped : body;
        string? code = Word(error, "code") ?? Word(error, "type");
        string kind = (code, status) switch
        {
            ("server_error", _) => "InternalServer",
            ("rate_limit_exceeded" or "rate_limit_error", _) => "Throttling",
            (_, 200) => "ModelStreamError",
            (_, 401) => "Credentials",
            _ => Kind(null, status),
        };
        return new Answer { ErrorCode = code, ErrorKind = kind, ErrorMessage = Bounded(Word(error, "message")) };
    }

    private static string? Word(JsonElement error, string name) => error.TryGetProperty(name, out JsonElement word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;

    /// <summary>Exceptions carry at most 2048 characters of what the service said; some models return their whole validation tree.</summary>
    private static string? Bounded(string? message) => message is { Length: > 2048 } ? message[..2048] + "…" : message;

    private static string Kind(string? code, int status) => code switch
    {
        "ValidationException" => "Validation",
        "AccessDeniedException" => "AccessDenied",
        "UnrecognizedClientException" or "InvalidSignatureException" or "MissingAuthenticationTokenException" or "IncompleteSignatureException" => "Credentials",
        "ExpiredTokenException" => "ExpiredToken",
        "ResourceNotFoundException" => "ResourceNotFound",
        "ConflictException" => "Conflict",
        "ServiceQuotaExceededException" => "ServiceQuotaExceeded",
        "ThrottlingException" => "Throttling",
        "ModelNotReadyException" => "ModelNotReady",
        "ModelTimeoutException" => "ModelTimeout",
        "ModelErrorException" => "ModelError",
        "ModelStreamErrorException" => "ModelStreamError",
        "InternalServerException" => "InternalServer",
        "ServiceUnavailableException" => "ServiceUnavailable",
        null => status switch
        {
            400 => "Validation",
            403 => "AccessDenied",
            404 => "ResourceNotFound",
            429 => "Throttling",
            503 => "ServiceUnavailable",
            _ => "InternalServer",
        },
        _ => "Unknown",
    };
}
