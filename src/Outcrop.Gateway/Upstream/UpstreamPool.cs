using System.Collections.Concurrent;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>A configuration's ways to Bedrock: one client for each account and region, made when it is first needed. Thread-safe.</summary>
internal sealed class UpstreamPool : IDisposable
{
    private readonly OutcropConfiguration _configuration;
    private readonly Func<AccountSettings, string?, BedrockUpstream> _create;
    private readonly Func<Target?, IUpstream>? _standIn;
    private readonly ConcurrentDictionary<(string Account, string? Region), Lazy<BedrockUpstream>> _places = new();
    private int _disposed;

    /// <summary>Creates a pool.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="create">Makes the way to an account's region.</param>
    /// <param name="standIn">What stands in for Bedrock, for each target, if anything does; <see langword="null"/> is the default place.</param>
    /// <param name="adopt">The way to an account's region where another configuration has made it already: those are held from the first, or they would be gone with that configuration.</param>
    public UpstreamPool(
        OutcropConfiguration configuration, Func<AccountSettings, string?, BedrockUpstream> create, Func<Target?, IUpstream>? standIn, Func<AccountSettings, string?, BedrockUpstream?>? adopt = null)
    {
        _configuration = configuration;
        _create = create;
        _standIn = standIn;
        foreach (AccountSettings account in adopt is null ? [] : configuration.Accounts)
        {
            foreach (string? region in account.Regions.Count > 0 ? account.Regions : (IReadOnlyList<string?>)[null])
            {
                if (adopt!(account, region) is { } known)
                {
                    _places[(account.Id, region)] = new Lazy<BedrockUpstream>(known);
                }
            }
        }
    }

    /// <summary>Whether its clients are gone.</summary>
    public bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Whether nothing stands in for Bedrock.</summary>
    public bool IsReal => _standIn is null;

    /// <summary>The way to the account and region that hold where nothing else is said.</summary>
    public BedrockUpstream Default => Place(_configuration.Accounts[0].Id, _configuration.Accounts[0].DefaultRegion);

    /// <summary>The way to a target; <see langword="null"/>: to the default place.</summary>
    /// <param name="target">The target.</param>
    public IUpstream Of(Target? target) => _standIn is not null ? _standIn(target) : target is null ? Default : Place(target.AccountId, target.Region);

    /// <summary>The way to an account's region, whatever stands in.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="region">The region; <see langword="null"/>: what the environment or profile says.</param>
    public BedrockUpstream Place(string accountId, string? region)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _places.GetOrAdd((accountId, region), static (place, pool) => new Lazy<BedrockUpstream>(() => pool.Make(place.Account, place.Region)), this).Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            foreach (Lazy<BedrockUpstream> place in _places.Values)
            {
                if (place.IsValueCreated)
                {
                    place.Value.Dispose();
                }
            }
        }
    }

    private BedrockUpstream Make(string accountId, string? region) =>
        _create(_configuration.FindAccount(accountId) ?? throw new InvalidOperationException($"There is no account '{accountId}'."), region);
}
