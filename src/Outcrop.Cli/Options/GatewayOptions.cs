using System.CommandLine;
using Outcrop.Gateway;

namespace Outcrop.Cli.Options;

/// <summary>The options of every command that runs the gateway.</summary>
internal sealed class GatewayOptions
{
    private readonly Option<string?> _config = new("--config", "-c") { Description = "Configuration file [default: outcrop.json in $OUTCROP_CONFIG_DIR, else in the working directory, if there is one]" };
    private readonly Option<int?> _port = PortOption.Create("--port", "The gateway's port; 0 for any free one [default: PORT, server.port, else 8001]");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Add(_config);
        command.Add(_port);
    }

    /// <summary>What the command line says.</summary>
    /// <param name="parse">The parsed command line.</param>
    public GatewayHostOptions Read(ParseResult parse) => new() { ConfigurationPath = parse.GetValue(_config), Port = parse.GetValue(_port) };
}
