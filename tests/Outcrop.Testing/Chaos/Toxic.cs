namespace Outcrop.Testing.Chaos;

/// <summary>Something that goes wrong on a connection. Immutable.</summary>
public abstract record Toxic
{
    /// <summary>Which way; towards the client unless set.</summary>
    public ChaosDirection Direction { get; init; }

    /// <summary>Only the n-th connection, from 1; each unless set.</summary>
    public int? Connection { get; init; }

    /// <summary>The share of connections that have it, by the proxy's seed; all unless set.</summary>
    public double Toxicity { get; init; } = 1;

    /// <summary>Where it begins.</summary>
    public ToxicStart Start { get; init; }

    /// <summary>Whether it makes bodies shorter, so that their announced length would not hold.</summary>
    internal virtual bool ShortensBodies => false;

    /// <summary>Begins it on one direction of one connection.</summary>
    /// <param name="flow">The direction.</param>
    internal abstract ToxicRun Begin(ChaosFlow flow);
}
