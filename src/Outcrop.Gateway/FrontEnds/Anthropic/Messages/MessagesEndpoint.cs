using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.FrontEnds.Anthropic.Native;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary><c>POST /v1/messages</c>, streamed and whole. Source: https://docs.anthropic.com/en/api/messages.</summary>
internal static class MessagesEndpoint
{
    /// <summary>Answers: (1) read the body and find its route, (2) choose the lane, which does the rest.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        // 1. The body stays as long as the request is being sent: its files are not copied out of it.
        using MessagesCall call = await MessagesCall.ReadAsync(context, identity, dialect);

        // 2
        await (NativeLane.Serves(call) ? NativeLane.AnswerAsync(call) : NeutralLane.AnswerAsync(call));
    }
}
