namespace Outcrop.Emulator;

/// <summary>
/// A quota of on-demand inference, for each account and region on its own. It is a bucket that the emulator's clock refills: a request takes its input tokens and
/// the most tokens it may give, and gets back at its end what it did not use, output counted with <see cref="OutputBurndown"/>, tokens read from a prompt cache not at all.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html.
/// </summary>
public sealed class EmulatorQuota
{
    /// <summary>The base model ids it is for; <c>*</c> stands for any characters and <c>?</c> for one. Each model that fits has a bucket of its own. Any unless set.</summary>
    public string ModelId { get; set; } = "*";

    /// <summary>The account it is for; any unless set.</summary>
    public string? Account { get; set; }

    /// <summary>The region it is for; any unless set.</summary>
    public string? Region { get; set; }

    /// <summary>Requests a minute; no limit unless set.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Tokens a minute; no limit unless set.</summary>
    public int? TokensPerMinute { get; set; }

    /// <summary>How many tokens one output token costs; the model's own unless set: 5 for Claude from 3.7 on, else 1.</summary>
    public double? OutputBurndown { get; set; }

    /// <summary>Refuses with status 503 <c>ServiceUnavailableException</c>, as some models do, instead of 429 <c>ThrottlingException</c>.</summary>
    public bool AnswerUnavailable { get; set; }
}
