using System.CommandLine;

namespace Outcrop.Cli.Commands;

/// <summary>The model on the command line.</summary>
internal static class ModelOption
{
    /// <summary>Creates the option.</summary>
    /// <param name="fallback">The model when none is given.</param>
    public static Option<string> Create(string fallback) => new("--model", "-m")
    {
        Description = "Model id, inference profile id or ARN",
        DefaultValueFactory = _ => fallback,
    };
}
