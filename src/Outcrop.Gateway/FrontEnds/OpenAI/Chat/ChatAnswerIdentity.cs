namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>What every part of one answer says of itself.</summary>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="Model">The model as the caller named it.</param>
/// <param name="Created">When, in seconds of Unix time.</param>
internal sealed record ChatAnswerIdentity(string RequestId, string Model, long Created)
{
    /// <summary>The answer's id.</summary>
    public string Id => "chatcmpl-" + RequestId;
}
