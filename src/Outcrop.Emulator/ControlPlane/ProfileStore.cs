using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>The application inference profiles that were created. Thread-safe.</summary>
internal sealed class ProfileStore
{
    /// <summary>AWS's quota for an account. Source: https://docs.aws.amazon.com/general/latest/gr/bedrock.html.</summary>
    private const int MostProfiles = 1000;

    private readonly Lock _lock = new();
    private readonly List<InferenceProfile> _profiles = [];

    /// <exception cref="AwsErrorException">The name is taken, or the account has all the profiles it may have.</exception>
    public void Add(InferenceProfile profile)
    {
        lock (_lock)
        {
            if (_profiles.Exists(other => other.Name == profile.Name))
            {
                throw new AwsErrorException(new AwsError(400, "ConflictException", $"An inference profile with the name {profile.Name} already exists."));
            }

            if (_profiles.Count >= MostProfiles)
            {
                throw new AwsErrorException(new AwsError(400, "ServiceQuotaExceededException", "The account has reached its quota of application inference profiles."));
            }

            _profiles.Add(profile);
        }
    }

    public InferenceProfile? Find(string idOrArn)
    {
        string id = idOrArn[(idOrArn.LastIndexOf('/') + 1)..];
        lock (_lock)
        {
            return _profiles.Find(profile => profile.Id == id);
        }
    }

    public bool Remove(string idOrArn)
    {
        InferenceProfile? profile = Find(idOrArn);
        lock (_lock)
        {
            return profile is not null && _profiles.Remove(profile);
        }
    }

    public IReadOnlyList<InferenceProfile> All()
    {
        lock (_lock)
        {
            return [.. _profiles];
        }
    }
}
