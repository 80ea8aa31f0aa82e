using Microsoft.Extensions.Logging;

namespace Outcrop.Bedrock.Credentials;

/// <summary>What is logged of credentials: never one of them.</summary>
internal static partial class CredentialLog
{
    [LoggerMessage(1, LogLevel.Information, "Credentials come from {Source}")]
    public static partial void Chosen(ILogger logger, string source);

    [LoggerMessage(2, LogLevel.Information, "Credentials were renewed; they end at {Expiration:u}")]
    public static partial void Renewed(ILogger logger, DateTimeOffset? expiration);

    [LoggerMessage(3, LogLevel.Warning, "Credentials could not be renewed; the present ones are used until {Expiration:u}: {Reason}")]
    public static partial void RenewalFailed(ILogger logger, DateTimeOffset? expiration, string reason);
}
