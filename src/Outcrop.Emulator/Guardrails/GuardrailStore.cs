using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Scenarios;

namespace Outcrop.Emulator.Guardrails;

/// <summary>The guardrails there are: those of the options and those the control plane has created. Thread-safe.</summary>
internal sealed class GuardrailStore
{
    /// <summary>AWS's quotas for an account and for a guardrail. Source: https://docs.aws.amazon.com/general/latest/gr/bedrock.html.</summary>
    private const int MostGuardrails = 100;

    private const int MostVersions = 20;

    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, List<GuardrailVersion>> _guardrails = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly bool _acceptUnknown;

    public GuardrailStore(EmulatorOptions options, TimeProvider clock)
    {
        _clock = clock;
        _acceptUnknown = options.AcceptUnknownGuardrails;
        foreach ((string id, string definition) in options.Guardrails)
        {
            GuardrailVersion draft = Given(id, definition, clock.GetUtcNow());
            _guardrails[id] = [draft, draft with { Number = "1" }];
        }
    }

    /// <exception cref="AwsErrorException">The definition is not good, the name is taken, or the account has all the guardrails it may have.</exception>
    public GuardrailVersion Create(JsonElement definition, Random random)
    {
        string id = new(random.GetItems<char>(IdAlphabet, 12));
        GuardrailVersion draft = Draft(id, definition, _clock.GetUtcNow());
        lock (_lock)
        {
            if (_guardrails.Values.Any(versions => versions[0].Name == draft.Name))
            {
                throw new AwsErrorException(new AwsError(400, "ConflictException", "Another guardrail in your account already has this name."));
            }

            if (_guardrails.Count >= MostGuardrails)
            {
                throw Exceeded("guardrails");
            }

            _guardrails[id] = [draft];
        }

        return draft;
    }

    /// <exception cref="AwsErrorException">The definition is not good, or there is no such guardrail.</exception>
    public GuardrailVersion Update(string idOrArn, JsonElement definition)
    {
        lock (_lock)
        {
            List<GuardrailVersion> versions = Versions_NeedsLock(idOrArn);
            versions[0] = Draft(versions[0].Id, definition, _clock.GetUtcNow()) with { Created = versions[0].Created };
            return versions[0];
        }
    }

    /// <exception cref="AwsErrorException">There is no such guardrail, or it has all the versions it may have.</exception>
    public GuardrailVersion AddVersion(string idOrArn, string? description)
    {
        lock (_lock)
        {
            List<GuardrailVersion> versions = Versions_NeedsLock(idOrArn);
            if (versions.Count > MostVersions)
            {
                throw Exceeded("versions of a guardrail");
            }

            int last = versions.Count == 1 ? 0 : int.Parse(versions[^1].Number, CultureInfo.InvariantCulture);
            versions.Add(versions[0] with { Number = (last + 1).ToString(CultureInfo.InvariantCulture), Description = description ?? versions[0].Description, Updated = _clock.GetUtcNow() });
            return versions[^1];
        }
    }

    /// <exception cref="AwsErrorException">There is no such guardrail or version.</exception>
    public void Delete(string idOrArn, string? version)
    {
        lock (_lock)
        {
            List<GuardrailVersion> versions = Versions_NeedsLock(idOrArn);
            if (version is null)
            {
                _guardrails.Remove(versions[0].Id);
            }
            else if (version == GuardrailVersion.Draft || versions.RemoveAll(candidate => candidate.Number == version) == 0)
            {
                throw NotFound(idOrArn, version);
            }
        }
    }

    /// <exception cref="AwsErrorException">There is no such guardrail or version.</exception>
    public GuardrailVersion Get(string idOrArn, string? version)
    {
        lock (_lock)
        {
            return Versions_NeedsLock(idOrArn).Find(candidate => candidate.Number == (version ?? GuardrailVersion.Draft)) ?? throw NotFound(idOrArn, version);
        }
    }

    /// <summary>The drafts of all guardrails, or all versions of one.</summary>
    /// <exception cref="AwsErrorException">There is no such guardrail.</exception>
    public IReadOnlyList<GuardrailVersion> List(string? idOrArn)
    {
        lock (_lock)
        {
            return idOrArn is null ? [.. _guardrails.Values.Select(versions => versions[0])] : [.. Versions_NeedsLock(idOrArn)];
        }
    }

    /// <summary>Finds the version that a request wants applied; <see langword="null"/> for none.</summary>
    public GuardrailVersion? Find(string idOrArn, string version)
    {
        string id = IdOf(idOrArn);
        lock (_lock)
        {
            return _guardrails.TryGetValue(id, out List<GuardrailVersion>? versions) ? versions.Find(candidate => candidate.Number == version)
                : _acceptUnknown ? new GuardrailVersion(id, version, GuardrailPolicy.Empty, default, null, _clock.GetUtcNow(), _clock.GetUtcNow())
                : null;
        }
    }

    /// <summary>What AWS would not take in a definition; <see langword="null"/> for one that is good.</summary>
    public static string? FaultOf(string definition)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(definition, ScenarioJson.Options);
            GuardrailReader.Read(document.RootElement);
            return null;
        }
        catch (JsonException)
        {
            return "is no JSON.";
        }
        catch (InvalidOperationException)
        {
            return "has a member of another type than CreateGuardrail takes.";
        }
        catch (AwsErrorException fault)
        {
            return $"is not good: {fault.Error.Message}";
        }
    }

    private static GuardrailVersion Given(string id, string definition, DateTimeOffset now)
    {
        if (FaultOf(definition) is { } fault)
        {
            throw new ArgumentException($"The definition of the guardrail {id} {fault}", nameof(definition));
        }

        using JsonDocument document = JsonDocument.Parse(definition, ScenarioJson.Options);
        return Draft(id, document.RootElement, now);
    }

    private static GuardrailVersion Draft(string id, JsonElement definition, DateTimeOffset now)
    {
        GuardrailPolicy policy = GuardrailReader.Read(definition);
        string? description = definition.TryGetProperty("description"u8, out JsonElement text) ? text.GetString() : null;
        return new GuardrailVersion(id, GuardrailVersion.Draft, policy, definition.Clone(), description, now, now);
    }

    private List<GuardrailVersion> Versions_NeedsLock(string idOrArn) =>
        _guardrails.TryGetValue(IdOf(idOrArn), out List<GuardrailVersion>? versions) ? versions : throw NotFound(idOrArn, null);

    private static string IdOf(string idOrArn) => idOrArn[(idOrArn.LastIndexOf('/') + 1)..];

    private static AwsErrorException Exceeded(string what) => new(new AwsError(400, "ServiceQuotaExceededException", $"The account has reached its quota of {what}."));

    private static AwsErrorException NotFound(string id, string? version) =>
        new(AwsError.NotFound(version is null ? $"The guardrail {id} does not exist." : $"Version {version} of the guardrail {id} does not exist."));
}
