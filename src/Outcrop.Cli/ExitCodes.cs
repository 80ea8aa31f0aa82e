namespace Outcrop.Cli;

/// <summary>What <c>outcrop</c> exits with; documented in docs/cli.md and README.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Bedrock, the network or the gateway said no.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong.</summary>
    public const int Configuration = 3;

    /// <summary>There are no usable AWS credentials.</summary>
    public const int Credentials = 4;

    /// <summary>The request would be refused before it is sent; <c>explain</c> says why.</summary>
    public const int Refused = 5;

    /// <summary>Stopped by Ctrl-C or SIGTERM before it was done.</summary>
    public const int Interrupted = 130;
}
