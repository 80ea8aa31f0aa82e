using System.CommandLine;
using System.Globalization;

namespace Outcrop.Cli.Options;

/// <summary>A TCP port on the command line.</summary>
internal static class PortOption
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What listens there.</param>
    public static Option<int?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 0 and <= 65535)
            {
                return port;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no port: a number from 0 (any free one) to 65535.");
            return null;
        },
    };
}
