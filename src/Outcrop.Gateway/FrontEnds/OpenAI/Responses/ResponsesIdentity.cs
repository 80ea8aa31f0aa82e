namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>What every part of one answer says of itself.</summary>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="Model">The model as the caller named it.</param>
/// <param name="Created">When, in seconds of Unix time.</param>
internal sealed record ResponsesIdentity(string RequestId, string Model, long Created)
{
    private const string RequestPrefix = "req_";

    /// <summary>What is peculiar to this answer in its id and in those of its items.</summary>
    public string Core { get; } = RequestId.StartsWith(RequestPrefix, StringComparison.Ordinal) ? RequestId[RequestPrefix.Length..] : RequestId;

    /// <summary>The answer's id.</summary>
    public string Id => "resp_" + Core;
}
