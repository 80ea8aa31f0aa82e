namespace Outcrop.Emulator.Hosting;

/// <summary>An error as AWS answers it. The names, statuses and texts are those of recorded answers or of AWS's service model.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">The error's name.</param>
/// <param name="Message">The text.</param>
/// <param name="Layer">Who in AWS says it.</param>
internal sealed record AwsError(int Status, string Type, string Message, AwsErrorLayer Layer = AwsErrorLayer.Service)
{
    public static AwsError Validation(string message) => new(400, "ValidationException", message);

    /// <summary>The JSON schema check in front of the models' own bodies.</summary>
    public static AwsError Malformed(string detail) => Validation($"Malformed input request: {detail}, please reformat your input and try again.");

    public static AwsError ExtraneousKey(string pointer, string key) => Malformed($"{pointer}: extraneous key [{key}] is not permitted");

    public static AwsError RequiredKey(string pointer, string key) => Malformed($"{pointer}: required key [{key}] not found");

    public static AwsError UnknownModel() => Validation("The provided model identifier is invalid.");

    public static AwsError NotFound(string message) => new(404, "ResourceNotFoundException", message);

    public static AwsError Authentication(string type, string message, int status = 403) => new(status, type, message, AwsErrorLayer.Authentication);
}
