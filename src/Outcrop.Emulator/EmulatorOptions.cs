using System.Net;
using Microsoft.Extensions.Logging;

namespace Outcrop.Emulator;

/// <summary>How an emulator runs. Read once by <see cref="BedrockEmulator.StartAsync"/>; later changes have no effect.</summary>
public sealed class EmulatorOptions
{
    /// <summary>The TCP port; 0, the default, takes any free one.</summary>
    public int Port { get; set; }

    /// <summary>The address to listen on; 127.0.0.1 unless set.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The access key that is always known; <c>outcrop</c> unless set.</summary>
    public string AccessKeyId { get; set; } = "outcrop";

    /// <summary>The secret of <see cref="AccessKeyId"/>; <c>outcrop-secret</c> unless set.</summary>
    public string SecretAccessKey { get; set; } = "outcrop-secret";

    /// <summary>Further known access keys: id → secret.</summary>
    public IDictionary<string, string> AdditionalKeys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Bedrock API keys accepted as <c>Authorization: Bearer</c>. Short-term keys that a known access key has presigned are accepted without being listed.</summary>
    public ISet<string> BearerKeys { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The clock: signatures, session expiry, latencies, pauses. The system's unless set. With a fake clock set <see cref="TokenInterval"/> to zero, or streams wait until it is moved.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The pause between two streamed chunks that carry content; 15 milliseconds unless set, zero for none.</summary>
    public TimeSpan TokenInterval { get; set; } = TimeSpan.FromMilliseconds(15);

    /// <summary>The pause before an answer's headers, streamed or not, as a model thinks; none unless set.</summary>
    public TimeSpan FirstTokenDelay { get; set; }

    /// <summary>The shortest session STS grants; 900 seconds, as AWS, unless set. Tests that wait for an expiry may lower it.</summary>
    public TimeSpan? MinimumSessionDuration { get; set; }

    /// <summary>Seeds ids and the streams' padding; 1 unless set. The same seed and the same order of requests give the same bytes but for times.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The account that owns the known keys; <c>123456789012</c> unless set.</summary>
    public string AccountId { get; set; } = "123456789012";

    /// <summary>Keys of other accounts than <see cref="AccountId"/>, so that each account has its own quotas: access key id or bearer key → account.</summary>
    public IDictionary<string, string> KeyAccounts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where the emulator logs; nowhere unless set.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Whether requests must be signed by a known key or carry a known bearer key. On unless set.</summary>
    public bool VerifySignatures { get; set; } = true;

    /// <summary>Roles whose trust policy asks for an external id: role ARN → external id. Any other role can be assumed without one.</summary>
    public IDictionary<string, string> RoleExternalIds { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further resources that stand for a model: the ARN (or the id behind its last slash) of an inference profile, provisioned, custom or imported model → model id.</summary>
    public IDictionary<string, string> AdditionalResources { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// What principals may do, by access key id, bearer key, role ARN or principal ARN; whoever is not named may do everything. The first that fits
    /// counts; a role's sessions have the role's.
    /// </summary>
    public IDictionary<string, EmulatorPermissions> Permissions { get; } = new Dictionary<string, EmulatorPermissions>(StringComparer.Ordinal);

    /// <summary>Guardrails that are there from the start: id → definition, the JSON that CreateGuardrail takes. Each has a draft and a version 1. A definition that AWS would refuse is an <see cref="ArgumentException"/> at the start.</summary>
    public IDictionary<string, string> Guardrails { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a guardrail that nobody created is taken as one that finds nothing, instead of being refused. Off unless set.</summary>
    public bool AcceptUnknownGuardrails { get; set; }

    /// <summary>The region where neither the host nor the signature names one; <c>us-east-1</c> unless set. Once set, credentials for any other region are refused.</summary>
    public string? Region { get; set; }

    /// <summary>Model ids that are refused as having reached the end of their life.</summary>
    public ISet<string> EndOfLifeModels { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Whether a model is refused where AWS does not offer it, by the region a request is signed for (or its host names) and by the emulator's clock: not offered in the region,
    /// on demand in other regions only, or past the end of its life. Off unless set: every model the emulator knows is offered everywhere and for ever.
    /// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html and models-regions.html.
    /// </summary>
    public bool CheckAvailability { get; set; }

    /// <summary>Model ids the account has no access to.</summary>
    public ISet<string> DeniedModels { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How many requests <see cref="BedrockEmulator.Journal"/> keeps, of no more than 64 MiB together; 1,000 unless set, the oldest go first.</summary>
    public int JournalCapacity { get; set; } = 1000;

    /// <summary>Scripts that are there from the start.</summary>
    public IList<EmulatorScript> Scripts { get; } = [];

    /// <summary>Quotas on requests and tokens a minute; none unless set.</summary>
    public IList<EmulatorQuota> Quotas { get; } = [];

    /// <summary>Distributions of latencies, the first that fits counting; none unless set.</summary>
    public IList<EmulatorLatency> Latencies { get; } = [];

    /// <summary>Outages that are to come, counted from the start; none unless set.</summary>
    public IList<EmulatorOutage> Outages { get; } = [];

    /// <summary>A folder of recordings, read with the folders in it at the start. Requests that one fits are answered with it; none unless set.</summary>
    public string? RecordingsFolder { get; set; }

    /// <summary>What answers a request that none of the recordings fits; the emulator itself unless set.</summary>
    public ReplayMode ReplayMode { get; set; }

    /// <summary>Whether recordings are sent with the pauses they were recorded with; where those are not known, with <see cref="TokenInterval"/> between pieces. Off unless set.</summary>
    public bool ReplayTiming { get; set; }

    /// <summary>Records: every request but STS's is forwarded to <see cref="Upstream"/>, and each whole exchange is written into this folder. Off unless set.</summary>
    public string? RecordFolder { get; set; }

    /// <summary>The endpoint to record, for example <c>https://bedrock-runtime.us-east-1.amazonaws.com</c>, whose control plane is found beside it. Needed with <see cref="RecordFolder"/>.</summary>
    public Uri? Upstream { get; set; }

    /// <summary>Sends what is forwarded, and signs it for <see cref="Upstream"/>: what the caller signed for the emulator AWS refuses. Disposed with the emulator. A plain handler unless set.</summary>
    public HttpMessageHandler? UpstreamHandler { get; set; }

    /// <summary>Whether the caller's own credentials are forwarded, too; right for API keys, and for an upstream that checks nothing. Off unless set.</summary>
    public bool PassAuthorization { get; set; }
}
