namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>What an answer says of itself.</summary>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="Model">The model as the caller named it.</param>
internal sealed record MessageIdentity(string RequestId, string Model)
{
    /// <summary>The answer's id.</summary>
    public string Id => "msg_" + RequestId;
}
