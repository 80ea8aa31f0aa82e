using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;
using Outcrop.Gateway;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop serve</c>: the gateway before AWS.</summary>
internal static class ServeCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="signals">What stops it.</param>
    public static Command Create(Terminal terminal, StopSignals signals)
    {
        var gateway = new GatewayOptions();
        Option<bool> development = new("--development") { Description = "Allow running without gateway keys, on loopback only" };
        var command = new Command("serve", "Run the gateway in front of Amazon Bedrock.") { development };
        gateway.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            GatewayHostOptions options = gateway.Read(parse);
            options.DevelopmentMode = parse.GetValue(development);
            options.StopNow = signals.Again;
            await using WebApplication app = GatewayHost.Create(options);

            // A gateway that cannot call Bedrock would answer every request with 502; say so now instead.
            BedrockClient client = app.Services.GetRequiredService<BedrockClient>();
            string credentials = await client.CheckCredentialsAsync(cancellationToken);
            await app.StartAsync(cancellationToken);
            await terminal.Error.WriteLineAsync($"""
                {terminal.Strong("Outcrop")}  {string.Join(", ", app.Urls.Select(url => url.TrimEnd('/')))}
                  Bedrock      {client.Region}, {client.Endpoint}
                  credentials  {credentials}
                Ctrl-C stops it, a second one at once.
                """);
            await GatewayRun.UntilStoppedAsync(app, signals, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
