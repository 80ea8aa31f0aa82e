using Microsoft.AspNetCore.Http;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Native;

/// <summary>Passes Claude's whole answer on, byte for byte, but for the model's name where the caller has another one for it.</summary>
internal static class NativeMessage
{
    /// <summary>Sends it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">The answer; it has been found to be an object.</param>
    /// <param name="model">The name that it bears; <see langword="null"/>: the one it comes with.</param>
    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body, string? model)
    {
        context.Response.ContentType = "application/json";
        (int start, int end) = model is null ? default : NativeChunk.Read(body.Span).Model;
        if (end == 0)
        {
            context.Response.ContentLength = body.Length;
            await AnswerBody.WriteAsync(context, body);
            return;
        }

        byte[] name = NativeMessagesWriter.Quote(model!);
        context.Response.ContentLength = body.Length - (end - start) + name.Length;
        await AnswerBody.WriteAsync(context, body[..start]);
        await AnswerBody.WriteAsync(context, name);
        await AnswerBody.WriteAsync(context, body[end..]);
    }
}
