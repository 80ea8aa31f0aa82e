using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Outcrop.Emulator.Verification;

/// <summary>The access keys the emulator knows: those of the options, and those its STS has issued. Thread-safe.</summary>
internal sealed class KeyStore
{
    /// <summary>Sessions that are kept. Beyond it the oldest go.</summary>
    private const int MostSessions = 10_000;

    private readonly ConcurrentQueue<AccessKey> _sessions = new();
    private readonly ConcurrentDictionary<string, AccessKey> _keys = new(StringComparer.Ordinal);

    public KeyStore(EmulatorOptions options)
    {
        AddPermanent(options.AccessKeyId, options.SecretAccessKey, AccountOf(options, options.AccessKeyId));
        foreach ((string id, string secret) in options.AdditionalKeys)
        {
            AddPermanent(id, secret, AccountOf(options, id));
        }
    }

    public bool TryGet(string id, [NotNullWhen(true)] out AccessKey? key) => _keys.TryGetValue(id, out key);

    public void Add(AccessKey key)
    {
        _keys[key.Id] = key;
        if (key.Expiration is not null)
        {
            _sessions.Enqueue(key);
            while (_sessions.Count > MostSessions && _sessions.TryDequeue(out AccessKey? oldest))
            {
                _keys.TryRemove(KeyValuePair.Create(oldest.Id, oldest));
            }
        }
    }

    private static string AccountOf(EmulatorOptions options, string id) => options.KeyAccounts.TryGetValue(id, out string? account) ? account : options.AccountId;

    private void AddPermanent(string id, string secret, string account) =>
        Add(new AccessKey(id, secret, null, null, new CallerIdentity($"arn:aws:iam::{account}:user/{id}", "AIDA" + id.ToUpperInvariant(), account, false) { Principals = [id] }));
}
