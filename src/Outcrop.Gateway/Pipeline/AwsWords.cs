namespace Outcrop.Gateway.Pipeline;

/// <summary>What AWS itself said of a failure, cleaned of what names our account; only the dialect that is AWS's own passes it on. Immutable.</summary>
/// <param name="Message">Its message.</param>
/// <param name="RequestId">Its id of the request.</param>
/// <param name="OriginalStatusCode">The model's own status behind a model error.</param>
/// <param name="OriginalMessage">The model's own message behind a model error.</param>
internal sealed record AwsWords(string? Message, string? RequestId, int? OriginalStatusCode, string? OriginalMessage);
