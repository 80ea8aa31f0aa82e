using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Faults;

/// <summary>What AWS usually says with a status or an error's name, for scripts that leave it open.</summary>
internal static class ErrorDefaults
{
    private static readonly AwsError[] Known =
    [
        new(400, "ValidationException", "The provided request is not valid."),
        new(403, "AccessDeniedException", "You don't have access to the model with the specified model ID."),
        new(404, "ResourceNotFoundException", "Could not resolve the foundation model from the provided model identifier."),
        new(408, "ModelTimeoutException", "Model has timed out in processing the request. Try your request again."),
        new(424, "ModelErrorException", "The system encountered an unexpected error during processing. Try your request again."),
        new(429, "ThrottlingException", "Too many requests, please wait before trying again."),
        new(500, "InternalServerException", "The system encountered an unexpected error during processing. Try your request again."),
        new(503, "ServiceUnavailableException", "Model is getting throttled. Try your request again."),
        new(424, "ModelStreamErrorException", "The system encountered an unexpected error during processing. Try your request again."),
        new(429, "ModelNotReadyException", "Model is not ready for inference. Wait and try your request again."),
        new(400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account."),
        new(403, "ExpiredTokenException", "The security token included in the request is expired", AwsErrorLayer.Authentication),
        new(403, "UnrecognizedClientException", "The security token included in the request is invalid.", AwsErrorLayer.Authentication),
        new(403, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.", AwsErrorLayer.Authentication),
    ];

    /// <summary>The error a script asks for; <see langword="null"/> when it asks for none.</summary>
    public static AwsError? Of(EmulatorScript script)
    {
        if (script.ErrorType is null && script.Status is null or < 400)
        {
            return null;
        }

        AwsError usual = script.ErrorType is null
            ? For(script.Status!.Value)
            : Array.Find(Known, error => error.Type == script.ErrorType) ?? new AwsError(script.Status ?? 400, script.ErrorType, script.ErrorType);
        return usual with { Status = script.Status ?? usual.Status, Message = script.ErrorMessage ?? usual.Message };
    }

    public static AwsError For(int status) =>
        Array.Find(Known, error => error.Status == status) ?? new AwsError(status, status < 500 ? "ValidationException" : "InternalServerException", "The request could not be served.");

    /// <summary>The usual text of an exception frame, whose type is the error's name with a small first letter.</summary>
    public static string FrameMessage(string exceptionType) =>
        Array.Find(Known, error => error.Type.Equals(exceptionType, StringComparison.OrdinalIgnoreCase))?.Message
        ?? "The system encountered an unexpected error during processing. Try your request again.";
}
