namespace Outcrop.Gateway.Health;

/// <summary>One thing that must hold before requests can be served. Thread-safe; costs nothing upstream.</summary>
internal interface IReadinessProbe
{
    /// <summary>Looks.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>Why not, in words that may be shown to anybody; <see langword="null"/> when all is well.</returns>
    Task<string?> CheckAsync(CancellationToken cancellationToken);
}
