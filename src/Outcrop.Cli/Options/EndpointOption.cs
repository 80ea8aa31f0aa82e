using System.CommandLine;

namespace Outcrop.Cli.Options;

/// <summary>An http or https URL on the command line.</summary>
internal static class EndpointOption
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What is there.</param>
    public static Option<Uri?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? uri) && (uri.Scheme is "http" or "https"))
            {
                return uri;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no http or https URL.");
            return null;
        },
    };
}
