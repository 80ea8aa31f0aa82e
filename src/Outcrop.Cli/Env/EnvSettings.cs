namespace Outcrop.Cli.Env;

/// <summary>What the command line says about the gateway and the caller. Its text shows no secret.</summary>
/// <param name="Url">The gateway's URL, without a slash at its end.</param>
/// <param name="Region">The region for tools that want one.</param>
/// <param name="Key">The key, where it was given.</param>
/// <param name="AccessKeyId">The access key's id, where it was given.</param>
/// <param name="SecretAccessKey">Its secret, where it was given.</param>
/// <param name="Model">The model, where one was given.</param>
internal sealed record EnvSettings(string Url, string Region, string? Key, string? AccessKeyId, string? SecretAccessKey, string? Model)
{
    /// <summary>The variable that holds the key where none is given.</summary>
    public const string KeyVariable = "OUTCROP_KEY";

    private const string IdVariable = "OUTCROP_ACCESS_KEY_ID";
    private const string SecretVariable = "OUTCROP_SECRET_ACCESS_KEY";

    /// <summary>The key.</summary>
    public EnvValue KeyValue => EnvValue.OfOr(Key, KeyVariable);

    /// <summary>Whether an access key was given, or its id at least.</summary>
    public bool HasAccessKey => !string.IsNullOrEmpty(AccessKeyId) || !string.IsNullOrEmpty(SecretAccessKey);

    /// <summary>The access key's variables, and nothing beside them that would win.</summary>
    public EnvLine[] AccessKeyLines =>
    [
        new("AWS_ACCESS_KEY_ID", EnvValue.OfOr(AccessKeyId, IdVariable)),
        new("AWS_SECRET_ACCESS_KEY", EnvValue.OfOr(SecretAccessKey, SecretVariable)),
        EnvLine.Unset("AWS_SESSION_TOKEN"),
        EnvLine.Unset("AWS_PROFILE"),
        EnvLine.Unset("AWS_BEARER_TOKEN_BEDROCK"),
    ];

    /// <inheritdoc/>
    public override string ToString() => Url;
}
