using Amazon.Runtime;
using Outcrop.Bedrock.Credentials;

namespace Outcrop.Bedrock.Tests.Credentials;

/// <summary>AWS's credentials and STS, as a test scripts them.</summary>
internal sealed class FakeSources : IAwsCredentialSources
{
    private readonly Lock _lock = new();
    private int _assumed;

    public AWSCredentials? Chain { get; set; }

    public Dictionary<string, AWSCredentials> Profiles { get; } = new(StringComparer.Ordinal);

    public Func<int, RoleRequest, Task<ExpiringCredentials>> Sts { get; set; } = (_, _) => throw new AmazonClientException("no STS");

    public List<RoleRequest> Roles { get; } = [];

    public int Assumed => Volatile.Read(ref _assumed);

    public AWSCredentials? FromProfile(string name) => Profiles.GetValueOrDefault(name);

    public Task<AWSCredentials> FromChainAsync(CancellationToken cancellationToken) => Chain is null ? throw new AmazonClientException("Failed to resolve AWS credentials.") : Task.FromResult(Chain);

    public Task<ExpiringCredentials> AssumeRoleAsync(AWSCredentials source, RoleRequest role, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Roles.Add(role);
        }

        return Sts(Interlocked.Increment(ref _assumed), role);
    }
}
