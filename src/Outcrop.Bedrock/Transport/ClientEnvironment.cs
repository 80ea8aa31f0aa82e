using Outcrop.Bedrock.Credentials;

namespace Outcrop.Bedrock.Transport;

/// <summary>What the process's surroundings say: environment variables and the shared AWS files. Injected, so that tests set them without touching the process.</summary>
internal sealed class ClientEnvironment
{
    private readonly Func<string, string?> _read;

    /// <summary>Creates surroundings.</summary>
    /// <param name="read">Reads a variable.</param>
    /// <param name="profile">Reads a profile of the shared files; <see langword="null"/> when there is none of that name.</param>
    /// <param name="sources">Finds AWS credentials.</param>
    public ClientEnvironment(Func<string, string?> read, Func<string, SharedProfile?> profile, IAwsCredentialSources sources)
    {
        _read = read;
        Profile = profile;
        Sources = sources;
    }

    /// <summary>The process's own.</summary>
    public static ClientEnvironment System { get; } = new(Environment.GetEnvironmentVariable, SharedProfile.Load, new AwsSdkCredentialSources());

    /// <summary>Reads a profile.</summary>
    public Func<string, SharedProfile?> Profile { get; }

    /// <summary>Finds AWS credentials.</summary>
    public IAwsCredentialSources Sources { get; }

    /// <summary>The profile in force.</summary>
    /// <param name="configured">The one the options name.</param>
    public string ProfileName(string? configured) => configured ?? this["AWS_PROFILE"] ?? "default";

    /// <summary>A variable; an empty one counts as absent, as AWS's own SDKs have it.</summary>
    /// <param name="name">Its name.</param>
    public string? this[string name] => _read(name) is { Length: > 0 } value ? value : null;

    /// <summary>A Boolean variable; <see langword="null"/> when absent or neither <c>true</c> nor <c>false</c>.</summary>
    /// <param name="name">Its name.</param>
    public bool? Flag(string name) => bool.TryParse(this[name], out bool value) ? value : null;
}
