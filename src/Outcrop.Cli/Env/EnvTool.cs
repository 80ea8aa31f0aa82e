namespace Outcrop.Cli.Env;

/// <summary>A tool and what makes it use the gateway.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">What it is.</param>
/// <param name="Lines">Its variables.</param>
/// <param name="Notes">What variables cannot say, one line each.</param>
internal sealed record EnvTool(string Name, string Description, Func<EnvSettings, EnvLine[]> Lines, Func<EnvSettings, string[]> Notes);
