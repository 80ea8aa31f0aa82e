using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads how requests are sent: the sections about timeouts, retries, the choice of targets and failing over, and what models and keys have other than those.</summary>
internal static class PolicyReader
{
    /// <summary>Reads what a model or a key has of its own.</summary>
    /// <param name="section">The model or key.</param>
    public static RoutePolicyOverrides ReadOverrides(ConfigurationObject section)
    {
        ConfigurationObject? timeouts = section.Member("timeouts").ReadObject();
        ConfigurationObject? retry = section.Member("retry").ReadObject();
        var overrides = new RoutePolicyOverrides
        {
            Strategy = Choices.Read(section.Member("strategy"), Choices.Strategies),
            Sticky = section.Member("sticky").ReadBoolean(),
            FirstByte = timeouts?.Member("firstByte").ReadSeconds(),
            Idle = timeouts?.Member("idle").ReadSeconds(),
            Total = timeouts?.Member("total").ReadSeconds(),
            MaxAttempts = ReadAttempts(retry),
            MaxBackoff = retry?.Member("maxBackoff").ReadSeconds(),
        };
        timeouts?.RefuseUnknown();
        retry?.RefuseUnknown();
        return overrides == RoutePolicyOverrides.None ? RoutePolicyOverrides.None : overrides;
    }

    /// <summary>Reads <c>routing</c>, and joins it with what has been read already.</summary>
    /// <param name="section">The object, if any.</param>
    /// <param name="timeouts">The timeouts.</param>
    /// <param name="retry">The retries.</param>
    public static RoutePolicy Read(ConfigurationObject? section, BedrockTimeouts timeouts, BedrockRetryOptions retry)
    {
        RoutePolicy defaults = RoutePolicy.Default with { Timeouts = timeouts, Retry = retry };
        if (section is null)
        {
            return defaults;
        }

        RoutePolicy policy = defaults with
        {
            Strategy = Choices.Read(section.Member("strategy"), Choices.Strategies) ?? defaults.Strategy,
            Sticky = section.Member("sticky").ReadBoolean() ?? defaults.Sticky,
        };
        section.RefuseUnknown();
        return policy;
    }

    /// <summary>Reads <c>timeouts</c>, all in seconds.</summary>
    /// <param name="section">The object, if any.</param>
    public static BedrockTimeouts ReadTimeouts(ConfigurationObject? section)
    {
        var defaults = new BedrockTimeouts();
        if (section is null)
        {
            return defaults;
        }

        var timeouts = new BedrockTimeouts
        {
            Connect = section.Member("connect").ReadSeconds() ?? defaults.Connect,
            FirstByte = section.Member("firstByte").ReadSeconds() ?? defaults.FirstByte,
            Idle = section.Member("idle").ReadSeconds() ?? defaults.Idle,
            Total = section.Member("total").ReadSeconds() ?? defaults.Total,
        };
        section.RefuseUnknown();
        return timeouts;
    }

    /// <summary>Reads <c>retry</c> with its budget.</summary>
    /// <param name="section">The object, if any.</param>
    public static (BedrockRetryOptions Retry, RetryBudgetSettings Budget) ReadRetry(ConfigurationObject? section)
    {
        var defaults = new BedrockRetryOptions();
        var budgetDefaults = new RetryBudgetSettings();
        if (section is null)
        {
            return (defaults, budgetDefaults);
        }

        ConfigurationObject? budget = section.Member("budget").ReadObject();
        var retry = new BedrockRetryOptions
        {
            MaxAttempts = ReadAttempts(section),
            MaxBackoff = section.Member("maxBackoff").ReadSeconds() ?? defaults.MaxBackoff,
        };
        section.RefuseUnknown();
        if (budget is null)
        {
            return (retry, budgetDefaults);
        }

        var settings = new RetryBudgetSettings
        {
            Tokens = (int)(budget.Member("tokens").ReadInteger(0, 1_000_000) ?? budgetDefaults.Tokens),
            Share = budget.Member("share").ReadDouble(0, 1) ?? budgetDefaults.Share,
            Minimum = (int)(budget.Member("minimum").ReadInteger(0, 10_000) ?? budgetDefaults.Minimum),
        };
        budget.RefuseUnknown();
        return (retry, settings);
    }

    /// <summary>Reads <c>breaker</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static BreakerSettings ReadBreaker(ConfigurationObject? section)
    {
        var defaults = new BreakerSettings();
        if (section is null)
        {
            return defaults;
        }

        var breaker = new BreakerSettings
        {
            Failures = (int)(section.Member("failures").ReadInteger(1, 10_000) ?? defaults.Failures),
            FailureRate = section.Member("failureRate").ReadDouble(0.01, 1) ?? defaults.FailureRate,
            MinimumRequests = (int)(section.Member("minimumRequests").ReadInteger(1, 100_000) ?? defaults.MinimumRequests),
            Window = section.Member("window").ReadSeconds() ?? defaults.Window,
            OpenFor = section.Member("openFor").ReadSeconds() ?? defaults.OpenFor,
            MaxOpenFor = section.Member("maxOpenFor").ReadSeconds() ?? defaults.MaxOpenFor,
            Probes = (int)(section.Member("probes").ReadInteger(1, 100) ?? defaults.Probes),
        };
        if (breaker.MaxOpenFor < breaker.OpenFor)
        {
            section.Member("maxOpenFor").Fault("must not be less than openFor");
        }

        section.RefuseUnknown();
        return breaker;
    }

    /// <summary>Reads <c>failover</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static FailoverSettings ReadFailover(ConfigurationObject? section)
    {
        var defaults = new FailoverSettings();
        if (section is null)
        {
            return defaults;
        }

        var failover = new FailoverSettings
        {
            Enabled = section.Member("enabled").ReadBoolean() ?? defaults.Enabled,
            MaxTargets = (int)(section.Member("maxTargets").ReadInteger(1, 100) ?? defaults.MaxTargets),
            OnModelTimeout = section.Member("onModelTimeout").ReadBoolean() ?? defaults.OnModelTimeout,
        };
        section.RefuseUnknown();
        return failover;
    }

    /// <summary>Reads <c>hedging</c>.</summary>
    /// <param name="section">The object, if any.</param>
    public static HedgingSettings ReadHedging(ConfigurationObject? section)
    {
        var defaults = new HedgingSettings();
        if (section is null)
        {
            return defaults;
        }

        var hedging = new HedgingSettings
        {
            Enabled = section.Member("enabled").ReadBoolean() ?? defaults.Enabled,
            After = section.Member("after").ReadSeconds() ?? defaults.After,
            MaxShare = section.Member("maxShare").ReadDouble(0, 1) ?? defaults.MaxShare,
        };
        section.RefuseUnknown();
        return hedging;
    }

    private static int? ReadAttempts(ConfigurationObject? retry) => (int?)retry?.Member("maxAttempts").ReadInteger(1, 20);
}
