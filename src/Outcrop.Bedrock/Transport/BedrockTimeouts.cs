namespace Outcrop.Bedrock.Transport;

/// <summary>How long a request waits for what. AWS says that an inference may take up to 60 minutes: https://docs.aws.amazon.com/nova/latest/userguide/using-converse-api.html.</summary>
public sealed record BedrockTimeouts
{
    /// <summary>For a connection, TLS included. Default: 5 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the request's last byte to the response's headers, and on a stream to its first content. Default: 120 seconds.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Between two reads of a response's body. Default: 120 seconds.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>For everything: all attempts, the waits between them, and the body. Default: 60 minutes.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(60);
}
