namespace Outcrop.Bedrock.Transport;

/// <summary>A response that Bedrock accepted (2xx, and no error in disguise). Its body fails with a <see cref="Errors.BedrockException"/> of kind Timeout, StreamTruncated or Transport instead of hanging or ending early.</summary>
internal sealed class BedrockHttpResponse : IDisposable
{
    /// <summary>The response; its body has not been read.</summary>
    public required HttpResponseMessage Message { get; init; }

    /// <summary>The body, under the idle and total timeouts.</summary>
    public required Stream Body { get; init; }

    /// <summary><c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The one value of a header, or <see langword="null"/>.</summary>
    /// <param name="name">The header's name.</param>
    public string? GetHeader(string name) =>
        Message.Headers.TryGetValues(name, out IEnumerable<string>? values) || Message.Content.Headers.TryGetValues(name, out values)
            ? values.FirstOrDefault()
            : null;

    /// <summary>From now until <see cref="FirstContentArrived"/> the first-byte timeout bounds the wait for content, whatever other bytes arrive. For streams; optional.</summary>
    public void ExpectFirstContent() => (Body as ResponseBody)?.ExpectFirstContent();

    /// <summary>Content has been seen: from now on only the idle and total timeouts count.</summary>
    public void FirstContentArrived() => (Body as ResponseBody)?.FirstContentArrived();

    /// <summary>Gives up the body and the connection.</summary>
    public void Dispose()
    {
        Body.Dispose();
        Message.Dispose();
    }
}
