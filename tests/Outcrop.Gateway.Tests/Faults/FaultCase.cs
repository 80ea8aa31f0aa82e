using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Faults.Dialects;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>Which answers a case is for.</summary>
internal enum FaultModes
{
    Both,
    Streamed,
    Whole,
}

/// <summary>One case of a row of the fault matrix (faults.md, section 4), as data. Immutable.</summary>
/// <param name="Row">The row.</param>
/// <param name="Name">What is different from the row's other cases.</param>
internal sealed record FaultCase(int Row, string Name)
{
    private const string Keys = """{ "accessKeyId": "outcrop", "secretAccessKey": "${AWS_SECRET}" }""";

    /// <summary>The answers it is for.</summary>
    public FaultModes Modes { get; init; }

    /// <summary>The dialects it is for; all unless set.</summary>
    public Func<FaultDialect, bool> Fits { get; init; } = static _ => true;

    /// <summary>How many regions there are, 1 or 2.</summary>
    public int Targets { get; init; } = 1;

    /// <summary>Whether the gateway's clock is the test's.</summary>
    public bool OwnTime { get; init; }

    /// <summary>The account's credentials.</summary>
    public string Credentials { get; init; } = Keys;

    /// <summary>Further members of the configuration, each with a comma in front.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Injects the fault.</summary>
    public Func<FaultBed, Task> Arrange { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Asks; once, and to the answer's end, unless set.</summary>
    public Func<FaultBed, Task<FaultAnswer>> Ask { get; init; } = static bed => bed.AskAsync();

    /// <summary>What the caller sees; unless set, <see cref="Then"/> knows.</summary>
    public FaultEnd? End { get; init; }

    /// <summary>The ledger's attempts: region, outcome and count of each.</summary>
    public string? Attempts { get; init; }

    /// <summary>How often the first region's model was asked, as it says itself; unless set, it does not say.</summary>
    public int? First { get; init; }

    /// <summary>How often the second's was.</summary>
    public int? Second { get; init; }

    /// <summary>How the ledger settles it; unless set, as follows from <see cref="End"/>.</summary>
    public ExchangeOutcome? Outcome { get; init; }

    /// <summary>Why a stream broke, as metrics say it; unless set, none broke or it is not looked at.</summary>
    public string? Cause { get; init; }

    /// <summary>What metrics say of it besides what they say of every cell.</summary>
    public IReadOnlyList<FaultMetric> Metrics { get; init; } = [];

    /// <summary>What else must hold.</summary>
    public Func<FaultBed, FaultAnswer, Task> Then { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Injects a fault at once.</summary>
    public FaultCase With(Action<FaultBed> arrange) => this with
    {
        Arrange = bed =>
        {
            arrange(bed);
            return Task.CompletedTask;
        },
    };

    /// <summary>Whether it is one for a dialect's answers.</summary>
    public bool IsFor(FaultDialect dialect, bool streamed) =>
        Fits(dialect) && (streamed ? Modes != FaultModes.Whole : dialect.HasWhole && Modes != FaultModes.Streamed);

    public override string ToString() => $"row {Row:00} {Name}";
}
