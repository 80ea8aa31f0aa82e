using System.Diagnostics;
using System.Diagnostics.Metrics;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Telemetry;

internal sealed partial class GatewayMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _failovers;
    private readonly Counter<long> _timeouts;
    private readonly Counter<long> _transport;
    private readonly Counter<long> _broken;

    /// <summary>A target was asked.</summary>
    /// <param name="call">Who asked.</param>
    /// <param name="target">The target; <see langword="null"/>: the default place.</param>
    /// <param name="outcome">What came of the last time: <c>opened</c>, <c>abandoned</c>, or the class of the failure.</param>
    /// <param name="count">How often it was asked; all but the last count as <c>retried</c>.</param>
    public void Attempted(ExchangeCall call, Target? target, string outcome, int count)
    {
        TagList tags = TagsOf(call, target);
        TagList last = tags;
        last.Add("outcome", outcome);
        _attempts.Add(1, last);
        if (count > 1)
        {
            tags.Add("outcome", "retried");
            _attempts.Add(count - 1, tags);
        }
    }

    /// <summary>A target failed: its timeouts, lost connections and broken streams are counted.</summary>
    /// <param name="call">Who asked.</param>
    /// <param name="target">The target; <see langword="null"/>: the default place.</param>
    /// <param name="fault">The failure.</param>
    /// <param name="isStream">Whether a stream was asked for.</param>
    public void Failed(ExchangeCall call, Target? target, BedrockException fault, bool isStream)
    {
        TagList tags = TagsOf(call, target);
        CountTimeout(tags, fault);
        if (fault.Kind == BedrockErrorKind.Transport)
        {
            TagList transport = tags;
            transport.Add("cause", MetricWords.Of(TransportCauses.Of(fault)));
            _transport.Add(1, transport);
        }

        if (isStream && BreakCauses.IsOfStream(fault))
        {
            tags.Add("cause", MetricWords.Of(BreakCauses.Of(fault)));
            tags.Add("phase", fault.IsMidStream ? "mid_stream" : "before_content");
            _broken.Add(1, tags);
        }
    }

    /// <summary>An answer broke off after its first content.</summary>
    /// <param name="call">Who asked.</param>
    /// <param name="target">Where it came from.</param>
    /// <param name="fault">The failure; <see langword="null"/>: the gateway's own.</param>
    public void Broke(ExchangeCall? call, Target? target, BedrockException? fault)
    {
        TagList tags = TagsOf(call, target);
        if (fault is not null)
        {
            CountTimeout(tags, fault);
        }

        tags.Add("cause", MetricWords.Of(fault is null ? BreakCause.Gateway : BreakCauses.Of(fault)));
        tags.Add("phase", "mid_stream");
        _broken.Add(1, tags);
    }

    /// <summary>A request goes on to another target.</summary>
    /// <param name="call">Whose.</param>
    /// <param name="from">The one that failed.</param>
    /// <param name="to">The next.</param>
    /// <param name="cause">The class of the failure.</param>
    public void FailedOver(ExchangeCall call, Target from, Target to, string cause)
    {
        // As many as a TagList holds without an array.
        TagList tags = default;
        tags.Add("account", from.AccountId);
        tags.Add("region", from.Region ?? ModelLabels.DefaultRegion);
        tags.Add("model", ModelLabels.Of(call.Configuration, from.ModelId));
        tags.Add("to.account", to.AccountId);
        tags.Add("to.region", to.Region ?? ModelLabels.DefaultRegion);
        tags.Add("to.model", ModelLabels.Of(call.Configuration, to.ModelId));
        tags.Add("cause", cause);
        _failovers.Add(1, tags);
    }

    private void CountTimeout(TagList tags, BedrockException fault)
    {
        if (fault.TimedOutAt is { } stage)
        {
            tags.Add("kind", MetricWords.Of(stage));
            _timeouts.Add(1, tags);
        }
    }

    private static TagList TagsOf(ExchangeCall? call, Target? target)
    {
        TagList tags = default;
        if (call is null)
        {
            return tags;
        }

        OutcropConfiguration configuration = call.Configuration;
        tags.Add("account", target?.AccountId ?? configuration.Accounts[0].Id);
        tags.Add("region", target?.Region ?? configuration.Accounts[0].DefaultRegion ?? ModelLabels.DefaultRegion);
        tags.Add("model", target is null ? ModelLabels.None : ModelLabels.Of(configuration, target.ModelId));
        return tags;
    }
}
